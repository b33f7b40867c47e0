import type { Interval } from '../markets/markets.js';
import { longestCandle, shortestCandle } from './candleTime.ts';

const DAY: Interval = 1_440;
const WEEK: Interval = 10_080;
const MONTH: Interval = 43_200;

/** These begin where the calendar says: only what divides a day divides them, and they divide nothing. */
const ofCalendar: readonly Interval[] = [WEEK, MONTH];

const divides = (finer: Interval, interval: Interval): boolean =>
  finer < interval && !ofCalendar.includes(finer) && (ofCalendar.includes(interval) ? DAY : interval) % finer === 0;

/** The finer ones of these intervals that an interval is summed up from, coarsest first; the last one is polled. */
export const sourcesOf = (interval: Interval, intervals: readonly Interval[]): Interval[] =>
  intervals.filter((finer) => divides(finer, interval)).toSorted((one, other) => other - one);

/**
 * Most candles of a source that are looked at: of the next coarser one, the running candle's and those of the one before, which may not be
 * final yet; of the interval itself, one candle's.
 *
 * @param coarser null: there is none in between
 */
export const windowRows = (source: Interval, coarser: Interval | null, interval: Interval): number =>
  Math.ceil((coarser === null ? longestCandle(interval) : 2 * longestCandle(coarser)) / shortestCandle(source));

/** Whether there are finer intervals, and enough of their candles kept, to sum this one up at any time. */
export function canRollUp(interval: Interval, intervals: readonly Interval[], retention: number): boolean {
  const sources = sourcesOf(interval, intervals);
  const isKept = (source: Interval, index: number) =>
    windowRows(source, sources[index - 1] ?? null, interval) < retention;
  return sources.length > 0 && sources.every(isKept);
}
