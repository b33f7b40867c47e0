import type { GapCause } from '../../store/gaps.ts';
import { createLine, type Line } from '../context/line.ts';
import { newRolledState, type RolledState } from './rolledState.ts';

/** What a worker knows of one pair. */
export interface PairState {
  /** btcusdt */
  readonly code: string;
  /** As the exchange calls it. */
  readonly symbol: string;
  /** Key of its data. */
  readonly key: string;
  /** What is stored of it, or removed, one after the other. */
  readonly line: Line;
  /** A turn of it is still under way: the tick sits it out. */
  isBusy: boolean;
  /** A request for older rows is out, beside the polls. */
  isCatchingUp: boolean;
  /** Steps of catching up that wait, by their key. */
  readonly holds: Map<string, Hold>;
  /** Monotonic ms from which the next poll is due. */
  dueAt: number;
  /** Monotonic ms before which it is not polled, whatever is due: the exchange has rejected its request. */
  heldUntil: number;
  /** Left the configuration: nothing more is written, its data goes once it is not busy. */
  isRemoved: boolean;
  /** Noted among the pairs this worker stores data of. */
  isKnown: boolean;
  /** Failed polls in a row. */
  failures: number;
  /** Refused writes in a row. */
  refusals: number;
  lastError: string | null;
  /** Exchange-clock ms of the poll that last found that the exchange has nothing of the pair yet; null: it has, or nobody knows. */
  waitingAt: number | null;
  /** A value of it has been stored by this process. Latest values only. */
  hasValue: boolean;
  /** Monotonic ms of the last row of it that was left out; 0: never. */
  badRowAt: number;
  /** What made the first of the polls fail that have failed since the last good one. */
  trouble: GapCause | null;
  /** Monotonic ms since which the exchange does not trade it, as far as this worker has seen; null: it does. */
  notTradedSince: number | null;
  /** Candles that are rolled up only. */
  rolled: RolledState;
  /** Series only. A new configuration gives a new one: what a running poll then still learns belongs to the old. */
  series: SeriesState;
}

export interface Hold {
  /** Failures in a row. */
  readonly failures: number;
  /** Monotonic ms. */
  readonly until: number;
  /** The exchange has not had all rows of a gap when it was asked first. */
  readonly isSecondLook?: true;
}

export interface SeriesState {
  /** Score from which on rows are asked for: the newest one that is settled; null: none is stored; undefined: ask the store first. */
  cursor: number | null | undefined;
  /** The cursor may lie far back. */
  isResuming: boolean;
  /** The newest score stored, and its member. */
  newest: number | null;
  newestMember: string | null;
  /** Place of the bad row that the last reply ended with; null: its last row was right. */
  badLast: number | null;
  /** Monotonic ms since which replies do not go on from what is stored, and since which they contradict it; null: they do go on. */
  doubt: { readonly since: number; readonly outlivedSince: number | null } | null;
  /** Exchange-clock ms at which the newest row was last confirmed, before this process too; 0: never. */
  confirmedAt: number;
  /** Rows stored after the last write. */
  total: number;
  /** History before the oldest stored row that is still to fetch: rows from `floor` up to, not including, `before`. */
  fill: { before: number; floor: number } | null;
  /** The exchange has no older rows than the oldest stored one. */
  isHistoryOver: boolean;
  /** Monotonic ms from which the stored rows are looked through for holes. */
  scanAt: number;
}

export function newPairState({ code, symbol, key }: Pick<PairState, 'code' | 'symbol' | 'key'>): PairState {
  return {
    code,
    symbol,
    key,
    line: createLine(1),
    isBusy: false,
    isCatchingUp: false,
    holds: new Map(),
    dueAt: 0,
    heldUntil: 0,
    isRemoved: false,
    isKnown: false,
    failures: 0,
    refusals: 0,
    lastError: null,
    waitingAt: null,
    hasValue: false,
    badRowAt: 0,
    trouble: null,
    notTradedSince: null,
    series: newSeriesState(),
    rolled: newRolledState(),
  };
}

export const newSeriesState = (): SeriesState => ({
  cursor: undefined,
  isResuming: true,
  newest: null,
  newestMember: null,
  badLast: null,
  doubt: null,
  confirmedAt: 0,
  total: 0,
  fill: null,
  isHistoryOver: false,
  scanAt: 0,
});

/** To be looked at anew, but what is known of the older rows still is. */
export const lookAgain = ({ fill, isHistoryOver, scanAt, badLast, doubt }: SeriesState): SeriesState => ({
  ...newSeriesState(),
  fill,
  isHistoryOver,
  scanAt,
  badLast,
  doubt,
});

/** A pair, with its series as it was when the work on it began: a new configuration meanwhile gives the pair another one. */
export interface PairSeries {
  readonly pair: PairState;
  readonly series: SeriesState;
}
