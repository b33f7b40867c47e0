import type { Candle } from '../../model/candle.ts';
import type { Span } from '../../model/sumCandles.ts';

/** How far a pair's candle of one interval is rolled up. What its parts mean to each other: sources/rolledUp/rollUp.ts. */
export interface RolledState {
  readonly running: RunningCandle;
  /** Candles that were summed up to their end and wait for the exchange's own row, by open time. */
  readonly ended: Map<number, Candle>;
  readonly trust: Trust;
  readonly holes: Holes;
  readonly asking: Asking;
}

/** The candle that is being summed up. */
export interface RunningCandle {
  /** Null: none yet. */
  openTime: number | null;
  /** The closed finer candles of it, as one. */
  closedPart: ClosedPart | null;
  /** The newest sum. */
  ours: Candle | null;
  /** The exchange's own row of the forming candle, as last seen. */
  theirs: Candle | null;
  /** The newest sum passes over a time without candles: it is not stored before the exchange's own row has borne it out. */
  isUnproven: boolean;
}

/** What speaks against the sums of the running candle. */
export interface Trust {
  /** Sums in a row that the store has refused, since the exchange's own row had more trades. */
  behind: number;
  /** Rows of the exchange in a row that had fewer trades than the sum before them. */
  ahead: number;
  /** Open time of a candle that cannot be summed up right: it is polled. */
  distrusted: number | null;
}

/** Times within the running candle that no finer candle is stored of. */
export interface Holes {
  /** Where the first one begins that was met last; null: none. */
  metAt: number | null;
  /** The exchange has no candles of these. */
  absent: Span[];
  /** Open time of a candle that the exchange has and we lack; null: none is known. */
  present: number | null;
}

/** When the exchange is asked for its own row. */
export interface Asking {
  /** Exchange-clock ms from which it is asked. */
  confirmAt: number;
  /** Exchange-clock ms since which nothing could be summed up; null: it can. */
  unsummedSince: number | null;
  /** The pair is polled each period, and the plan knows. */
  isPolled: boolean;
}

export interface ClosedPart {
  readonly openTime: number;
  /** Open time of the finest candle after it. */
  readonly upTo: number;
  /** Null: nothing has closed yet. */
  readonly sum: Candle | null;
  /** All of it is final; else it is read anew. */
  readonly isSettled: boolean;
}

export const newRolledState = (): RolledState => ({
  running: { openTime: null, closedPart: null, ours: null, theirs: null, isUnproven: false },
  ended: new Map(),
  trust: { behind: 0, ahead: 0, distrusted: null },
  holes: { metAt: null, absent: [], present: null },
  asking: { confirmAt: 0, unsummedSince: null, isPolled: false },
});
