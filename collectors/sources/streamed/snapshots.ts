import { isRejected, RETRY, retryMs } from '../../../gateway/backoff.ts';
import { NotSent } from '../../../gateway/gate.ts';
import type { PairState } from '../../state/pairState.ts';

/** Snapshots that are under way at most: one is dear, and its book waits for nothing else. */
const AT_A_TIME = 4;
/** After the budget was spent it is tried again so much later, ms. */
const AGAIN_MS = 500;

export interface SnapshotsOptions {
  /** Asks for a pair's snapshot and takes it. */
  readonly ask: (pair: PairState) => Promise<void>;
  /** How busy a pair is: the busiest comes first. */
  readonly busyness: (pair: PairState) => number;
  readonly onFailure: (pair: PairState, error: unknown) => void;
  readonly monotonic: () => number;
}

/** Asks for the snapshots of order books, as fast as the budget allows, those of busy pairs first. */
export interface Snapshots {
  /** The pair needs one. Asked for once, however often it is said meanwhile. */
  want(pair: PairState): void;
  /** It needs none any more. */
  forget(pair: PairState): void;
  /** Begins nothing new, and waits for what is under way. */
  close(): Promise<void>;
}

export function createSnapshots({ ask, busyness, onFailure, monotonic }: SnapshotsOptions): Snapshots {
  /** Pair → monotonic ms before which it is not asked for again. */
  const wanted = new Map<PairState, number>();
  const failures = new WeakMap<PairState, number>();
  const running = new Map<PairState, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  /** Monotonic ms before which nothing is sent: the budget is spent. */
  let pausedUntil = 0;
  let isClosed = false;

  /** The busiest of those that may be asked for now. */
  function next(now: number): PairState | undefined {
    let found: PairState | undefined;
    for (const [pair, from] of wanted) {
      if (from > now || running.has(pair)) continue;
      if (found === undefined || busyness(pair) > busyness(found)) found = pair;
    }
    return found;
  }

  function proceed(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const pair of wanted.keys()) if (pair.isRemoved) wanted.delete(pair);
    while (!isClosed && running.size < AT_A_TIME) {
      const now = monotonic();
      const pair = now < pausedUntil ? undefined : next(now);
      if (pair === undefined) break;
      wanted.delete(pair);
      const task = take(pair).finally(() => {
        running.delete(pair);
        proceed();
      });
      running.set(pair, task);
    }
    if (isClosed || wanted.size === 0 || running.size >= AT_A_TIME) return;
    const first = Math.max(pausedUntil, Math.min(...wanted.values()));
    timer = setTimeout(proceed, Math.max(10, first - monotonic()));
  }

  async function take(pair: PairState): Promise<void> {
    try {
      await ask(pair);
      failures.delete(pair);
    } catch (error) {
      if (error instanceof NotSent) {
        pausedUntil = monotonic() + AGAIN_MS;
        wanted.set(pair, 0);
        return;
      }
      const count = (failures.get(pair) ?? 0) + 1;
      failures.set(pair, count);
      wanted.set(pair, monotonic() + (isRejected(error) ? RETRY.rejectedMs : retryMs(error, count)));
      onFailure(pair, error);
    }
  }

  return {
    want(pair) {
      if (isClosed || wanted.has(pair)) return;
      wanted.set(pair, 0);
      proceed();
    },
    forget: (pair) => void wanted.delete(pair),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      wanted.clear();
      await Promise.all(running.values());
    },
  };
}
