import type { GapCause } from '../../store/values/gaps.ts';
import { createLine, type Line } from '../context/line.ts';
import { newRolledState, type RolledState } from './rolledState.ts';
import { newSeriesState, type SeriesState } from './seriesState.ts';
import { newStreamedState, type StreamedState } from './streamedState.ts';

/**
 * What a worker knows of one pair. Each part is moved by one machine, and the others at most read it. The file that is named says which
 * states there are.
 */
export interface PairState {
  /** btcusdt */
  readonly code: string;
  /** As the exchange calls it. */
  readonly symbol: string;
  /** Key of its data. */
  readonly key: string;
  /** Left the configuration: nothing more is written, its data goes once nothing of it is under way. worker/pairStates.ts */
  isRemoved: boolean;
  /** Noted among the pairs that this worker stores data of. worker/pairStates.ts */
  isKnown: boolean;
  /** What is stored of it, or removed, one after the other. ingest/ */
  readonly line: Line;
  /** When it is its turn. worker/turns.ts */
  readonly turn: TurnState;
  /** How its turns have gone. worker/settle.ts */
  readonly health: HealthState;
  /** Latest values only. ingest/entryIngest.ts */
  readonly latest: LatestState;
  /** Older rows that are fetched beside its turns. history/catchUp.ts */
  readonly older: OlderState;
  /** Candles that are rolled up only. sources/rolledUp/rollUp.ts */
  readonly rolled: RolledState;
  /** What comes by streams only. sources/streamed/streamedSource.ts */
  readonly streamed: StreamedState;
  /** Series only. A new configuration gives a new one: what a turn that is under way then still learns belongs to the old one. */
  series: SeriesState;
}

export interface TurnState {
  /** A turn of it is still under way: the next one is sat out. */
  isBusy: boolean;
  /** Monotonic ms from which its next turn is due. */
  dueAt: number;
  /** Monotonic ms before which it has none, whatever is due: the exchange has rejected its request. */
  heldUntil: number;
  /** Monotonic ms since which the exchange does not trade it, as far as this worker has seen; null: it does. */
  notTradedSince: number | null;
}

export interface HealthState {
  /** Turns in a row that have failed. */
  failures: number;
  /** Refused writes in a row. */
  refusals: number;
  lastError: string | null;
  /** What made the first turn fail of those that have failed since the last good one. */
  trouble: GapCause | null;
  /** Monotonic ms of the last row of it that was left out; 0: never. */
  badRowAt: number;
}

export interface LatestState {
  /** Exchange-clock ms as of which the exchange has nothing of the pair yet; null: it has, or nobody knows. */
  waitingAt: number | null;
  /** A value of it has been stored by this process. */
  hasValue: boolean;
  /** Version of what is stored, as this process has left it; null: nobody knows. */
  version: number | null;
  /** What this process has taken last; null: nothing yet. */
  value: string | null;
}

export interface OlderState {
  /** A step backwards stands in line, or is under way. */
  isInLine: boolean;
  /** Older rows of it are fetched or stored just now. */
  isBusy: boolean;
  /** Monotonic ms until which it takes no step of its own, since a page of a backfill waits for it. history/takeDelivered.ts */
  awaitedUntil: number;
  /** Steps that wait, by their key. */
  readonly holds: Map<string, Hold>;
}

export interface Hold {
  /** Failures in a row. */
  readonly failures: number;
  /** Monotonic ms. */
  readonly until: number;
  /** The exchange has not had all rows of a gap when it was asked first. */
  readonly isSecondLook?: true;
}

export function newPairState({ code, symbol, key }: Pick<PairState, 'code' | 'symbol' | 'key'>): PairState {
  return {
    ...{ code, symbol, key },
    isRemoved: false,
    isKnown: false,
    line: createLine(),
    turn: { isBusy: false, dueAt: 0, heldUntil: 0, notTradedSince: null },
    health: { failures: 0, refusals: 0, lastError: null, trouble: null, badRowAt: 0 },
    latest: { waitingAt: null, hasValue: false, version: null, value: null },
    older: { isInLine: false, isBusy: false, awaitedUntil: 0, holds: new Map() },
    rolled: newRolledState(),
    streamed: newStreamedState(),
    series: newSeriesState(),
  };
}

/** A pair, with its series as it was when the work on it began: a new configuration meanwhile gives the pair another one. */
export interface PairSeries {
  readonly pair: PairState;
  readonly series: SeriesState;
}
