import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../store/values/knownPairs.ts';
import { WriteRefused } from '../../store/values/write.ts';
import { newPairState, type PairState } from '../state/pairState.ts';
import { newSeriesState } from '../state/seriesState.ts';

/**
 * The pairs of one worker. A pair is in one of three states:
 *
 * - *served*  it is configured
 * - *left*    it is not configured any more: nothing more of it is stored. Its data is removed once nothing of it is under way
 * - *gone*    its data is removed, and nothing is known of it here
 *
 * A pair that has left and is configured again is served again, with a new state: what is stored of it is looked at. While its data is being
 * removed that waits until it is gone, or the removal has failed. A process that stands by only notes that a pair has left: who holds the
 * lease removes its data.
 */
export interface PairStates {
  /** The pairs that are configured. */
  current(): PairState[];
  /** Follows an edit of CONFIG.json. */
  follow(codes: readonly string[]): void;
  /** Finds pairs of which an earlier process has stored data and that are not configured any more: they have left. */
  findLeft(): Promise<void>;
  /**
   * Starts to remove the data of pairs that have left. What fails is tried again at the next call.
   *
   * @returns the running removals; they reject for a defect of ours only
   */
  removeLeft(): Promise<void>[];
  /** Notes that data of these pairs is about to be stored. */
  remember(states: readonly PairState[]): Promise<void>;
  /** What is stored may have changed behind our back. */
  lookAgain(): void;
}

export interface PairStatesOptions {
  readonly store: Store;
  readonly log: Log;
  /** Name of the worker. */
  readonly worker: string;
  readonly keyOf: (code: string) => string;
  /** The exchange's name of a pair. */
  readonly symbolOf: (code: string) => string;
  /** The worker's fencing number now. Data that another writer has taken over is not removed. */
  readonly fence: () => number;
  /** Told when the data of a pair is gone. */
  readonly onGone: (code: string) => Promise<void>;
}

export function createPairStates({
  store,
  log,
  worker,
  keyOf,
  symbolOf,
  fence,
  onGone,
}: PairStatesOptions): PairStates {
  const states = new Map<string, PairState>();
  /** Pairs whose data is being removed now. */
  const removing = new Set<PairState>();
  let wanted = new Set<string>();
  const add = (code: string): PairState => {
    const state = newPairState({ code, symbol: symbolOf(code), key: keyOf(code) });
    states.set(code, state);
    return state;
  };

  async function remove(state: PairState): Promise<void> {
    try {
      // What is being stored of the pair comes first. Afterwards ingest takes nothing of it any more.
      await state.line(() => forgetPair(store, worker, state.code, state.key, fence()));
      await onGone(state.code);
      log.info(`${state.code}: removed from ${worker}`);
      states.delete(state.code);
    } catch (error) {
      // Another process has taken over.
      if (!(error instanceof WriteRefused)) nullIfRedisError(error);
    } finally {
      removing.delete(state);
      if (wanted.has(state.code)) add(state.code);
    }
  }

  return {
    current: () => [...states.values()].filter((state) => !state.isRemoved),
    follow(codes) {
      wanted = new Set(codes);
      for (const state of states.values()) state.isRemoved ||= !wanted.has(state.code);
      for (const code of wanted) {
        const state = states.get(code);
        // What is under way of one that had left stores nothing more: it keeps its mark, and the new state has none.
        if (state === undefined || (state.isRemoved && !removing.has(state))) add(code);
      }
    },
    async findLeft() {
      for (const code of await readKnownPairs(store, worker)) {
        if (!states.has(code)) add(code).isRemoved = true;
      }
    },
    removeLeft() {
      const left = [...states.values()].filter(
        (state) => state.isRemoved && !removing.has(state) && !state.turn.isBusy && !state.older.isBusy,
      );
      for (const state of left) removing.add(state);
      return left.map(remove);
    },
    async remember(known) {
      for (const state of known) {
        if (state.isKnown) continue;
        await rememberPair(store, worker, state.code);
        state.isKnown = true;
      }
    },
    lookAgain() {
      for (const state of states.values()) {
        state.series = newSeriesState();
        state.isKnown = false;
      }
    },
  };
}
