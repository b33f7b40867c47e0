import { intervalMinutes, minutesOf, otherIntervals } from '../markets/intervals.js';

/** A value that a variable cannot have; the message says what is accepted. */
export class BadVariable extends Error {}

const bad = (text: string, accepted: string): BadVariable =>
  new BadVariable(`must be ${accepted} (got ${JSON.stringify(text.slice(0, 40))})`);

/** Items of a list, as text with commas or as JSON: `BTCUSDT,ETHUSDT` or `["BTCUSDT","ETHUSDT"]`. */
export function readItems(text: string): string[] {
  const items = text.replace(/^\[(.*)\]$/s, '$1').split(',');
  return [...new Set(items.map((item) => item.trim().replace(/^(["'])(.*)\1$/, '$2')).filter((item) => item !== ''))];
}

/** Pairs in lower case. @throws BadVariable for none */
export function readPairs(text: string): string[] {
  const pairs = readItems(text).map((pair) => pair.toLowerCase());
  if (pairs.length === 0) throw bad(text, 'symbols with commas between them, such as BTCUSDT,ETHUSDT');
  return [...new Set(pairs)];
}

const isCollected = (minutes: number | undefined): minutes is number =>
  minutes !== undefined && intervalMinutes.includes(minutes);

/**
 * Candles by the exchange's names of their lengths, as minutes: those of them that are collected. Undefined where none is, so that all are.
 * @throws BadVariable for what is no such name
 */
export function readIntervals(text: string): number[] | undefined {
  const names = readItems(text);
  const wrong = names.find((name) => !otherIntervals.includes(name) && !isCollected(minutesOf(name)));
  if (wrong !== undefined || names.length === 0) {
    throw bad(wrong ?? text, 'intervals with commas between them, such as 1m,5m,1h,4h,1d,1w,1M');
  }
  const collected = names.map(minutesOf).filter(isCollected);
  return collected.length > 0 ? [...new Set(collected)] : undefined;
}

const LEVELS: Readonly<Record<string, string>> = {
  warning: 'warn',
  critical: 'error',
  fatal: 'error',
  notset: 'debug',
};

/** A level in any case, also by the names that Python has for it. */
export const readLevel = (text: string): string => LEVELS[text.toLowerCase()] ?? text.toLowerCase();

/** Undefined: it says nothing. Whatever is no yes may be meant for the package `debug`, which reads the same name (`express`), and is none of ours. */
export const readDebug = (text: string): 'debug' | undefined =>
  /^(?:1|true|yes|on)$/i.test(text) ? 'debug' : undefined;

/** The base URL alone: the paths of the exchange follow it. */
export const readBaseUrl = (text: string): string => text.replace(/(?:\/fapi(?:\/v\d+)?)?\/*$/, '');

/** What is no number stays what it is: then the schema says what is accepted. */
export const readNumber = (text: string): unknown => (/^\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : text);

/** Undefined: how sockets are opened again follows from the exchange's limits. @throws BadVariable */
export function readUnused(text: string): undefined {
  if (!/^-?\d{1,9}(?:\.\d{1,6})?$/.test(text)) throw bad(text, 'a number');
}
