import { isRejected, RETRY, retryMs } from '../backoff.ts';
import { NotSent } from '../gate.ts';

/** Snapshots that are under way at most: one is dear, and its book waits for nothing else. */
const AT_A_TIME = 4;
/** After the budget was spent it is tried again so much later, ms. */
const AGAIN_MS = 500;
/** So many of a pair are asked for at once: the first ones may be older than what is known. */
const AT_ONCE = 3;
/** A book that loses its step again and again has the next ones later, doubled each time, ms: it must not spend the budget of all. */
const IN_A_ROW_MS = 250;
const MOST_IN_A_ROW_MS = 8_000;
/** After so long without one it is as if there had been none, ms. */
const CALM_MS = 20_000;

/** Whose book it is. */
interface Owner {
  /** It needs none any more, whatever is under way. */
  readonly isRemoved: boolean;
}

export interface SnapshotsOptions<Pair extends Owner> {
  /** Asks for a pair's snapshot and takes it. Resolves to whether another one is needed. */
  readonly ask: (pair: Pair) => Promise<boolean>;
  /** How busy a pair is: the busiest comes first. */
  readonly busyness: (pair: Pair) => number;
  readonly onFailure: (pair: Pair, error: unknown) => void;
  readonly monotonic: () => number;
}

/** Asks for the snapshots of order books, as fast as the budget allows, those of busy pairs first. */
export interface Snapshots<Pair> {
  /** The pair needs one. Asked for once, however often it is said meanwhile. */
  want(pair: Pair): void;
  /** It needs none any more. */
  forget(pair: Pair): void;
  /** Begins nothing new, and waits for what is under way. */
  close(): Promise<void>;
}

export function createSnapshots<Pair extends Owner>({
  ask,
  busyness,
  onFailure,
  monotonic,
}: SnapshotsOptions<Pair>): Snapshots<Pair> {
  /** Pair → monotonic ms before which it is not asked for again. */
  const wanted = new Map<Pair, number>();
  const failures = new WeakMap<Pair, number>();
  /** How many of a pair have followed each other, and when the last one was asked for. */
  const inARow = new WeakMap<Pair, { readonly count: number; readonly askedAt: number }>();
  const running = new Map<Pair, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  /** Monotonic ms before which nothing is sent: the budget is spent. */
  let pausedUntil = 0;
  let isClosed = false;

  /** The busiest of those that may be asked for now. */
  function next(now: number): Pair | undefined {
    let found: Pair | undefined;
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

  /** Monotonic ms before which a pair has no other one. */
  function notBefore(pair: Pair): number {
    const { count, askedAt } = inARow.get(pair) ?? { count: 0, askedAt: 0 };
    return count < AT_ONCE ? 0 : askedAt + Math.min(MOST_IN_A_ROW_MS, IN_A_ROW_MS * 2 ** (count - AT_ONCE));
  }

  function noteAsked(pair: Pair): void {
    const askedAt = monotonic();
    const before = inARow.get(pair);
    const count = before === undefined || askedAt - before.askedAt > CALM_MS ? 0 : before.count;
    inARow.set(pair, { count: count + 1, askedAt });
  }

  function noteNotSent(pair: Pair): void {
    const { count, askedAt } = inARow.get(pair) ?? { count: 1, askedAt: 0 };
    inARow.set(pair, { count: count - 1, askedAt });
  }

  async function take(pair: Pair): Promise<void> {
    noteAsked(pair);
    try {
      const isWantedAgain = await ask(pair);
      failures.delete(pair);
      if (isWantedAgain) wanted.set(pair, notBefore(pair));
    } catch (error) {
      if (error instanceof NotSent) {
        pausedUntil = monotonic() + AGAIN_MS;
        noteNotSent(pair);
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
      // One that is under way tells by itself whether another one is needed.
      if (isClosed || wanted.has(pair) || running.has(pair)) return;
      wanted.set(pair, notBefore(pair));
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
