import { isRejected, RETRY, retryMs } from '../../../gateway/backoff.ts';
import { NotSent, type Priority } from '../../../gateway/gate.ts';
import type { Hub } from '../../../gateway/streams/hub.ts';
import type { Streamed } from '../../../model/streamed.ts';
import type { Confirmed } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import { noteFailure } from '../../state/streamedState.ts';
import type { Outcomes, Source } from '../source.ts';
import { followPairs } from './followPairs.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';
import type { Board } from './board.ts';

/*
 * A feed that comes by streams. What its events bring is written as it comes (outbox.ts); a turn, once a second, does the rest:
 *
 * 1. It follows the streams of pairs that are new, and leaves those of pairs that have gone.
 * 2. It confirms the pairs of which nothing has come: what is stored of them is so as of the newest event of their sockets. A pair is confirmed
 *    only while it is *whole*: all its streams are heard, and all that they have told could be used and stored.
 * 3. It has REST serve the others, and what streams do not bring: as often as the plan gives REST for it (`restPeriod`), spread over that time.
 *    Pairs whose streams are young, or have just broken, get a moment first.
 *
 * Streams of a pair are held against each other (board.ts): one that lacks what another has told is asked for anew.
 *
 * A pair becomes whole by an event that is taken, or by an answer of REST that was asked for while live sockets carried its streams: whatever comes
 * after that comes by them. It is so no more when one of its streams goes down, or when something that came could not be read or was refused.
 */

/** Streams mostly speak within this time, ms. */
const GRACE_MS = 3_000;

const NEXT_SECOND_MS = 1_000;

/** When REST is asked again for a pair that it has failed to serve. */
function againInMs(failure: unknown, { health }: PairState): number {
  if (failure instanceof NotSent) return NEXT_SECOND_MS;
  return isRejected(failure) ? RETRY.rejectedMs : retryMs(failure, health.failures + 1);
}

export interface StreamedOptions {
  readonly context: StreamedContext;
  readonly hub: Hub;
  readonly board: Board;
  /** What the feed's file says of its streams. */
  readonly streamed: Streamed;
  readonly kind: StreamKind;
  /** Serves pairs by REST. */
  readonly rest: Source;
  /** Pairs that one request of REST serves. */
  readonly chunk: number;
  /** Seconds between two requests of REST for a pair that streams do not serve. */
  readonly restPeriod: number;
}

export function streamedSource(options: StreamedOptions): Source {
  const { context, hub, board, streamed, kind, rest, chunk, restPeriod } = options;
  const { clock } = context;
  /** Requests of REST that are under way. */
  const asking = new Set<Promise<void>>();
  /** Pairs that the exchange does not know, as REST has answered since the last turn. */
  const unknown: PairState[] = [];
  const followed = followPairs({
    hub,
    board,
    monotonic: clock.monotonic,
    streamsOf: streamed.streamsOf,
    lastTradeOf: streamed.lastTradeOf,
    onEvent(pair, event, asOf) {
      if (pair.isRemoved || context.fence() === 0) return false;
      try {
        kind.onEvent(pair, event, asOf);
        return true;
      } catch (error) {
        noteFailure(pair, error);
        return false;
      }
    },
    onDown(pair) {
      pair.streamed.wholeSince = null;
      pair.streamed.restAt = clock.monotonic() + GRACE_MS;
      pair.health.trouble ??= 'stream-down';
      kind.onDown(pair);
    },
  });

  function follow(pairs: readonly PairState[]): void {
    const traded = context.pairs().filter(({ turn }) => turn.notTradedSince === null);
    const now = clock.monotonic();
    for (const pair of followed.follow(new Set([...pairs, ...traded]))) {
      if (!followed.isCarried(pair)) pair.streamed.restAt = Math.max(pair.streamed.restAt, now + GRACE_MS);
    }
  }

  /** Confirms those that are whole. @returns those that are not up to date after it */
  async function confirm(pairs: readonly PairState[]): Promise<PairState[]> {
    const missing: PairState[] = [];
    const confirmed: Confirmed[] = [];
    for (const pair of pairs) {
      followed.compare(pair);
      const asOf = followed.asOf(pair);
      if (asOf === null || pair.streamed.wholeSince === null) missing.push(pair);
      else if (kind.isSettled(pair)) confirmed.push({ pair, asOf });
      if (asOf !== null && pair.streamed.wholeSince !== null && kind.wantsRest(pair, asOf)) missing.push(pair);
    }
    for (const pair of await kind.confirm(confirmed)) {
      const asOf = followed.asOf(pair);
      if (asOf !== null && kind.putAgain(pair, asOf)) continue;
      pair.streamed.wholeSince = null;
      pair.streamed.restAt = 0;
      missing.push(pair);
    }
    return missing;
  }

  /** Those of which REST is asked now: not all at once, where all have waited. */
  function due(missing: readonly PairState[]): PairState[] {
    const now = clock.monotonic();
    const most = Math.max(chunk, Math.ceil(context.pairs().length / restPeriod));
    const waiting = missing.filter(({ streamed }) => streamed.restAt <= now);
    return waiting.toSorted((one, other) => one.streamed.restAt - other.streamed.restAt).slice(0, most);
  }

  /** Asks REST beside the turns: an answer that takes long holds up no confirmation. The next turn tells what has failed. */
  function askRest(pairs: readonly PairState[], priority: Priority): void {
    for (const pair of pairs) pair.streamed.restAt = Number.POSITIVE_INFINITY;
    const task = serveByRest(pairs, priority).finally(() => asking.delete(task));
    asking.add(task);
  }

  async function serveByRest(pairs: readonly PairState[], priority: Priority): Promise<void> {
    const carried = new Set(pairs.filter(followed.isCarried));
    const asked = clock.monotonic();
    let outcomes: Outcomes;
    try {
      outcomes = await rest.serve(pairs, priority);
    } catch (error) {
      outcomes = { failures: new Map(pairs.map((pair) => [pair, error])), unknown: [] };
    }
    const now = clock.monotonic();
    unknown.push(...outcomes.unknown);
    for (const pair of pairs) {
      const failure = outcomes.failures.get(pair);
      if (failure === undefined) {
        pair.streamed.restAt = asked + restPeriod * 1000;
        if (carried.has(pair) && followed.isCarried(pair) && kind.isWholeByRest(pair))
          pair.streamed.wholeSince ??= asked;
      } else {
        pair.streamed.failure ??= failure;
        pair.streamed.restAt = now + againInMs(failure, pair);
      }
    }
  }

  // The one before may still follow them: nothing is missed in between.
  if (context.fence() > 0) follow([]);
  return {
    async serve(pairs, priority): Promise<Outcomes> {
      follow(pairs);
      const failures = new Map<PairState, unknown>();
      for (const pair of pairs) {
        const { failure } = pair.streamed;
        if (failure !== null) failures.set(pair, failure);
        pair.streamed.failure = null;
      }
      const asked = due(await confirm(pairs));
      for (let from = 0; from < asked.length; from += chunk) askRest(asked.slice(from, from + chunk), priority);
      return { failures, unknown: unknown.splice(0) };
    },
    async close() {
      followed.close();
      await kind.close();
      await Promise.all(asking);
      await rest.close();
    },
  };
}
