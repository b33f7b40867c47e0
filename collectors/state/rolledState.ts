import type { Candle } from '../../model/candle.ts';
import type { Span } from '../../model/sumCandles.ts';

/** How far a pair's candle of one interval is rolled up. */
export interface RolledState {
  /** Exchange-clock ms from which the exchange is asked for its own row. */
  confirmAt: number;
  /** Open time of the candle that is being summed up; null: none yet. */
  openTime: number | null;
  /** The closed finer candles of it, as one. */
  closedPart: ClosedPart | null;
  /** The sum written last. */
  last: Candle | null;
  /** Candles that were summed up to their end and wait for the exchange's own row, by open time. */
  closed: Map<number, Candle>;
  /** Sums in a row that the store refused because the exchange's own row had more trades. */
  behind: number;
  /** Confirmations in a row that knew fewer trades than the sum before them. */
  ahead: number;
  /** Open time of a candle that cannot be summed up right: it is polled. */
  distrusted: number | null;
  /** What the exchange has said of candles that are missing. */
  holes: Holes;
  /** The newest sum passes over a time without candles: it is not written before the exchange's own row has borne it out. */
  isUnproven: boolean;
  /** The exchange's own row of the forming candle, as last seen. */
  theirs: Candle | null;
  /** Exchange-clock ms since which nothing could be summed up; null: it can. */
  unsummedSince: number | null;
  /** It is polled each period, and the plan knows. */
  isPolled: boolean;
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
  confirmAt: 0,
  openTime: null,
  closedPart: null,
  last: null,
  closed: new Map(),
  behind: 0,
  ahead: 0,
  distrusted: null,
  holes: { metAt: null, absent: [], present: null },
  isUnproven: false,
  theirs: null,
  unsummedSince: null,
  isPolled: false,
});
