import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/connect.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../store/knownPairs.ts';
import { nullIfRedisError } from '../../store/redisError.ts';
import { WriteRefused } from '../../store/write.ts';
import { newPairState, type PairState } from '../state/pairState.ts';
import { newSeriesState } from '../state/seriesState.ts';

/**
 * The pairs of one worker. A pair is in one of three states:
 *
 * - *served*  it is configured
 * - *left*    it is not configured any more: nothing more of it is stored. Its data is removed once nothing of it is under way
 * - *gone*    its data is removed, and nothing is known of it here
 *
 * A pair that is configured again while its data is being removed starts anew once it is gone.
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
      if (wanted.has(state.code)) add(state.code);
    } catch (error) {
      state.turn.isBusy = false;
      // Another process has taken over.
      if (!(error instanceof WriteRefused)) nullIfRedisError(error);
    }
  }

  return {
    current: () => [...states.values()].filter((state) => !state.isRemoved),
    follow(codes) {
      wanted = new Set(codes);
      for (const state of states.values()) state.isRemoved ||= !wanted.has(state.code);
      for (const code of wanted) if (!states.has(code)) add(code);
    },
    async findLeft() {
      for (const code of await readKnownPairs(store, worker)) {
        if (!states.has(code)) add(code).isRemoved = true;
      }
    },
    removeLeft() {
      const left = [...states.values()].filter((state) => state.isRemoved && !state.turn.isBusy && !state.older.isBusy);
      for (const state of left) state.turn.isBusy = true;
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
