import { parseArgs } from 'node:util';
import { type Market, marketNames } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import { usageOf } from '../setup/usage.js';

export interface BackfillArguments {
  readonly days: number;
  /** Undefined: all that are collected. */
  readonly market: Market | undefined;
  readonly feeds: readonly string[];
  /** Minutes; undefined: all that are collected. */
  readonly intervals: readonly number[] | undefined;
  /** Undefined: all that are collected. */
  readonly codes: readonly string[] | undefined;
  /** Folder with files of the exchange's archive. */
  readonly archive: string | undefined;
}

/** Ten years: more than any of the exchange's markets has. */
const MOST_DAYS = 3650;

/** @throws StartError where they make no sense */
export function readArguments(args: readonly string[]): BackfillArguments {
  const { days, market, feed = 'klines', interval, code, archive } = parse(args);
  if (days === undefined) throw new StartError(`--days is missing; ${usageOf('backfill')}`);
  if (market !== undefined && !isMarket(market))
    throw new StartError(`--market must be one of ${marketNames.join(', ')} (got "${market}"); ${usageOf('backfill')}`);
  const codes = code === undefined || code === 'all' ? undefined : namesIn('code', code.toLowerCase());
  return {
    days: whole('days', days, 1, MOST_DAYS),
    market,
    feeds: namesIn('feed', feed),
    intervals:
      interval === undefined
        ? undefined
        : namesIn('interval', interval).map((each) => whole('interval', each, 1, 43_200)),
    codes,
    archive,
  };
}

const isMarket = (name: string): name is Market => (marketNames as readonly string[]).includes(name);

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = { days: text, market: text, feed: text, interval: text, code: text, archive: text };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StartError(`${message.replaceAll('\n', ' ')}; ${usageOf('backfill')}`);
  }
}

function namesIn(option: string, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new StartError(`--${option} must be names with commas between them (got "${text}"); ${usageOf('backfill')}`);
  return [...new Set(names)];
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new StartError(`--${name} must be an integer from ${least} to ${most} (got "${text}"); ${usageOf('backfill')}`);
}
