import type { Interval } from '../markets/markets.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** 1970-01-05, the first Monday. */
const FIRST_MONDAY = 4 * DAY;
const WEEK: Interval = 10_080;
const MONTH: Interval = 43_200;

/** Length of a candle in ms; for months, of the shortest one. */
export const shortestCandle = (interval: Interval): number => (interval === MONTH ? 28 * DAY : interval * MINUTE);

/** Length of a candle in ms; for months, of the longest one. */
export const longestCandle = (interval: Interval): number => (interval === MONTH ? 31 * DAY : interval * MINUTE);

/** Open time of the candle that contains `time` (ms). Minutes to days begin on UTC boundaries, weeks on Monday, months on the 1st. */
export function openTimeOf(interval: Interval, time: number): number {
  if (interval === MONTH) {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const origin = interval === WEEK ? FIRST_MONDAY : 0;
  const length = interval * MINUTE;
  return origin + Math.floor((time - origin) / length) * length;
}

/** Open time of the next candle after the one that opens at `openTime`: the moment when that one is over. */
export function nextOpenTime(interval: Interval, openTime: number): number {
  if (interval === MONTH) {
    const date = new Date(openTime);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  }
  return openTime + interval * MINUTE;
}

/** Open time of the last candle that opens before `time`. */
export const previousOpenTime = (interval: Interval, time: number): number => openTimeOf(interval, time - 1);

/** Number of candles from the one that opens at `from` to the one that opens at `to`, both included. */
export function countOf(interval: Interval, from: number, to: number): number {
  if (interval !== MONTH) return Math.max(0, Math.round((to - from) / (interval * MINUTE)) + 1);
  const months = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  return Math.max(0, months(to) - months(from) + 1);
}
