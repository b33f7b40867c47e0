import type { Interval } from '../markets/markets.js';
import { type CandleShape, parseCandles, saysFinal } from './candle.ts';
import { countOf, longestCandle, nextOpenTime, previousOpenTime, shortestCandle } from './candleTime.ts';
import type { SeriesRow } from './seriesRow.ts';

/** Which scores a series has when nothing is missing, as far as that can be told. */
export interface Scores {
  /**
   * What tells that rows are missing: `grid`, the times at which rows follow each other · `ids`, which leave none out · `none`: nothing
   * between two rows does.
   */
  readonly continuity: 'grid' | 'ids' | 'none';
  /** The one after; of `none` the next that there may be. */
  next(score: number): number;
  previous(score: number): number;
  /** Neighbours that lie further apart have a hole between them; infinite where nothing tells. */
  readonly step: number;
  /** Rows from `from` to `to`, both inclusive; 0 where nothing tells. */
  count(from: number, to: number): number;
  /** Lowest score that is kept when `newest` is the newest one; 0 where nothing tells. */
  floor(newest: number, retention: number): number;
  /** The lowest score of a page of at most `pageRows` rows that ends with `to`. */
  pageStart(to: number): number;
  /** The newest score that needs not be asked for again, given the newest rows, ascending; null: there are none. */
  settledTo(rows: readonly SeriesRow[]): number | null;
  /** Whether a row will not change any more. */
  isSettled(row: SeriesRow): boolean;
}

/** Rows never change: the newest one is settled. */
const newestOf = (rows: readonly SeriesRow[]): number | null => rows.at(-1)?.score ?? null;

/** Scores are the times of a grid, at each of which there is a row that never changes. @param pageRows most rows of one reply */
export const gridScores = (interval: Interval, pageRows: number): Scores => ({
  continuity: 'grid',
  next: (openTime) => nextOpenTime(interval, openTime),
  previous: (openTime) => previousOpenTime(interval, openTime),
  step: longestCandle(interval),
  count: (from, to) => countOf(interval, from, to),
  floor: (newest, retention) => firstFrom(interval, newest - (retention - 1) * longestCandle(interval)),
  // One less than a page holds: a neighbour comes along.
  pageStart: (to) => firstFrom(interval, to - (pageRows - 2) * shortestCandle(interval)),
  settledTo: newestOf,
  isSettled: () => true,
});

/** Scores are open times. @param pageRows most rows of one reply */
export const candleScores = (interval: Interval, pageRows: number, shape: CandleShape): Scores => ({
  ...gridScores(interval, pageRows),
  // What was only summed up, or formed when the process ended, is asked for again.
  settledTo: (rows) => {
    const isWhole = ({ member }: SeriesRow) => parseCandles(shape, [member]).length > 0;
    const settled = rows.findLast((row) => saysFinal(shape, row.member) && isWhole(row)) ?? rows.find(isWhole);
    return settled?.score ?? null;
  },
  isSettled: ({ member }) => saysFinal(shape, member),
});

/** The first open time from `time` on. */
const firstFrom = (interval: Interval, time: number): number =>
  nextOpenTime(interval, previousOpenTime(interval, time));

/** Scores are ids that leave none out. @param pageRows most rows of one reply */
export const idScores = (pageRows: number): Scores => ({
  continuity: 'ids',
  next: (id) => id + 1,
  previous: (id) => id - 1,
  step: 1,
  count: (from, to) => Math.max(0, to - from + 1),
  floor: (newest, retention) => newest - retention + 1,
  // One less than a page holds: a neighbour comes along.
  pageStart: (to) => to - pageRows + 2,
  settledTo: newestOf,
  isSettled: () => true,
});

/** Scores are ids or times that only rise: nothing tells whether a row is missing between two. */
export const risingScores: Scores = {
  continuity: 'none',
  next: (score) => score + 1,
  previous: (score) => score - 1,
  step: Number.POSITIVE_INFINITY,
  count: () => 0,
  floor: () => 0,
  pageStart: () => 0,
  settledTo: newestOf,
  isSettled: () => true,
};
