import { isRejected, RETRY, retryMs } from '../../../gateway/backoff.ts';
import { NotSent, type Priority } from '../../../gateway/gate.ts';
import type { PairState } from '../../state/pairState.ts';
import { noteFailure } from '../../state/streamedState.ts';
import type { Outcomes, Source } from '../source.ts';

/*
 * What REST does for a feed that comes by streams. It is asked beside the turns: an answer that takes long holds up no confirmation.
 *
 * - *instead*  pairs that streams do not serve now: each once in a period, spread over it, or soon where a later answer is wanted
 *   (silence/compareTrades.ts). Of a series of which there is nothing yet the first answer brings rows that are wanted anyway: such pairs are asked for
 *   in a quarter of it.
 * - *beside*   pairs that streams serve, and of which something has not come by them: soon, with weight that others leave. Where nothing of the
 *   pair comes meanwhile, REST may know no more either, as of a candle that no trade has followed: then later each time.
 */

const NEXT_SECOND_MS = 1_000;
/** A turn comes a little sooner or later than a second after the one before: what falls due so soon does not wait for the next one, ms. */
const TURN_JITTER_MS = 250;
/** What has not come by an answer is asked for again after this, doubled each time while nothing comes of the pair, ms. */
const BESIDE_EVERY_MS = 3_000;
const BESIDE_MOST_MS = 60_000;
/** So many times as fast pairs of a series are asked for of which there is nothing yet. */
const FIRST_PACE = 4;
/** Part of the pairs that is asked for at once beside what streams bring, unless the feed says otherwise. */
const BESIDE_SHARE = 0.1;

export interface RestOptions {
  /** Serves pairs by REST. */
  readonly rest: Source;
  /** Pairs that one request of REST serves. */
  readonly chunk: number;
  /** The same where only so many are asked for; default: `chunk`. */
  readonly chunkFor?: (pairs: number) => number;
  /** Seconds between two requests for a pair that streams do not serve. */
  readonly restPeriod: () => number;
  readonly besideShare?: number;
  /** It is a series. */
  readonly isSeries: boolean;
  readonly monotonic: () => number;
  /** A pair was served that was asked for at that time, monotonic ms. */
  readonly onServed: (pair: PairState, askedAt: number) => void;
}

export interface RestInstead {
  /** It is the turn of these pairs. @param all whose turn it is: those, and others that want nothing */
  ask(instead: readonly PairState[], beside: readonly PairState[], all: readonly PairState[], priority: Priority): void;
  /**
   * Live sockets carry a pair's streams since then, monotonic ms. Where REST has failed before that, the exchange can be reached again: nothing is gained
   * by waiting for longer.
   */
  carried(pair: PairState, since: number): void;
  /** Pairs that the exchange does not know, as has turned out since the last call. */
  takeUnknown(): PairState[];
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export function restInstead(options: RestOptions): RestInstead {
  const {
    rest,
    chunk,
    chunkFor = () => chunk,
    restPeriod,
    besideShare = BESIDE_SHARE,
    isSeries,
    monotonic,
    onServed,
  } = options;
  const asking = new Set<Promise<void>>();
  let unknown: PairState[] = [];

  /** The first so many of those that are due, in the order in which they were asked for last. */
  function due(pairs: readonly PairState[], everyMs: (pair: PairState) => number, most: number): PairState[] {
    const now = monotonic();
    return pairs
      .filter((pair) => {
        const { isAsking, notBefore, askedAt } = pair.streamed.rest;
        return !isAsking && now >= notBefore && now + TURN_JITTER_MS >= askedAt + everyMs(pair);
      })
      .toSorted((one, other) => one.streamed.rest.askedAt - other.streamed.rest.askedAt)
      .slice(0, most);
  }

  const besideMs = (pair: PairState): number =>
    hasHeard(pair) ? BESIDE_EVERY_MS : Math.min(BESIDE_MOST_MS, (BESIDE_EVERY_MS / 2) * 2 ** pair.streamed.rest.inVain);

  function send(pairs: readonly PairState[], priority: Priority): void {
    const size = chunkFor(pairs.length);
    for (let from = 0; from < pairs.length; from += size) {
      const task = serve(pairs.slice(from, from + size), priority).finally(() => asking.delete(task));
      asking.add(task);
    }
  }

  async function serve(pairs: readonly PairState[], priority: Priority): Promise<void> {
    const askedAt = monotonic();
    for (const { streamed } of pairs) {
      streamed.rest.isAsking = true;
      streamed.rest.askedAt = askedAt;
    }
    const outcomes = await rest
      .serve(pairs, priority)
      .catch((error: unknown): Outcomes => ({ failures: new Map(pairs.map((pair) => [pair, error])), unknown: [] }));
    unknown.push(...outcomes.unknown);
    for (const pair of pairs) {
      pair.streamed.rest.isAsking = false;
      const failure = outcomes.failures.get(pair);
      if (failure !== undefined) failed(pair, failure, priority);
      // Where it stays listed all the same it is not asked for again at once.
      else if (outcomes.unknown.includes(pair)) pair.streamed.rest.notBefore = monotonic() + RETRY.rejectedMs;
      else onServed(pair, askedAt);
    }
  }

  function failed(pair: PairState, failure: unknown, priority: Priority): void {
    const { rest: state, wholeSince } = pair.streamed;
    // Nothing was sent: what the streams have told still stands, and what was asked beside them may be asked in their place.
    if (!(failure instanceof NotSent)) {
      const isItself = isRejected(failure);
      if (!isItself) state.failedAt = monotonic();
      state.notBefore = monotonic() + (isItself ? RETRY.rejectedMs : retryMs(failure, pair.health.failures + 1));
      noteFailure(pair, failure);
    } else if (priority !== 'fill') {
      state.notBefore = monotonic() + NEXT_SECOND_MS;
      if (wholeSince === null) pair.streamed.failure ??= failure;
    }
    state.askedAt = Number.NEGATIVE_INFINITY;
  }

  return {
    ask(instead, beside, all, priority) {
      const period = restPeriod();
      const once = (pairs: readonly PairState[], pace: number): PairState[] =>
        due(pairs, () => period * 1000, Math.max(chunk, Math.ceil((all.length * pace) / period)));
      const first = new Set(instead.filter((pair) => isSeries && isNew(pair)));
      const usual = instead.filter((pair) => !first.has(pair));
      send([...once([...first], FIRST_PACE), ...once(usual, 1)], priority);
      const wanting = new Set(beside);
      for (const pair of all) if (!wanting.has(pair)) pair.streamed.rest.inVain = 0;
      const missing = due(beside, besideMs, Math.max(chunk, Math.ceil(all.length * besideShare)));
      for (const { streamed } of missing) streamed.rest.inVain = hasHeard({ streamed }) ? 1 : streamed.rest.inVain + 1;
      send(missing, 'fill');
    },
    carried({ streamed: { rest: state } }, since) {
      if (state.failedAt === null || since <= state.failedAt) return;
      state.failedAt = null;
      state.notBefore = 0;
    },
    takeUnknown() {
      const taken = unknown;
      unknown = [];
      return taken;
    },
    async close() {
      await Promise.all(asking);
      await rest.close();
    },
  };
}

/** Whether something has come of the pair since REST was asked for it last. */
const hasHeard = ({ streamed }: Pick<PairState, 'streamed'>): boolean => streamed.heardAt > streamed.rest.askedAt;

/** Whether nothing was found of the pair yet, nor asked for. */
const isNew = ({ series, streamed }: PairState): boolean =>
  series.newest === null && streamed.rest.askedAt === Number.NEGATIVE_INFINITY;
