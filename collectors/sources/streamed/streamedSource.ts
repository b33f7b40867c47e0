import type { Streamed } from '../../../model/streamed.ts';
import type { Confirmed } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import { breakOff, noteFailure } from '../../state/streamedState.ts';
import type { Source } from '../source.ts';
import type { SourceSettings } from '../sourceSettings.ts';
import { createAuditor } from './audit/auditor.ts';
import { followPairs } from './followPairs.ts';
import type { MarketStreams } from './marketStreams.ts';
import { type RestOptions, restInstead } from './restInstead.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/*
 * A feed that comes by streams. What its events bring is written as it comes (outbox.ts); a turn, once a second, does the rest:
 *
 * 1. It follows the streams of pairs that are new, and leaves those of pairs that have gone.
 * 2. It holds the streams of each pair against what others tell of it (board.ts): one that lacks something is asked for anew.
 * 3. It confirms the pairs of which nothing has come: what is stored of them is so as of the newest event of their sockets. What waits of others is
 *    written (candles). A pair is confirmed only while it is *whole*: all its streams are heard, and all that they have told could be used and stored.
 * 4. It has REST serve the others, and what streams do not bring (restInstead.ts). Streams that are young, or have just broken, get a moment
 *    first.
 *
 * A pair becomes whole by an event that is stored, or by an answer of REST that was asked for while live sockets carried its streams: whatever
 * comes after that comes by them. It is so no more when one of its streams goes down, or when something that came could not be read or was refused. An answer
 * that may be older than the last trade of a quiet pair makes it whole no longer either: REST is asked once more (silence/compareTrades.ts).
 */

/** Streams mostly speak within this time, ms. */
const GRACE_MS = 1_000;

export interface StreamedOptions extends MarketStreams, Pick<RestOptions, 'rest' | 'chunk' | 'chunkFor' | 'isSeries'> {
  readonly settings: SourceSettings;
  readonly context: StreamedContext;
  /** What the feed's file says of its streams. */
  readonly streamed: Streamed;
  readonly kind: StreamKind;
}

export function streamedSource(options: StreamedOptions): Source {
  const { context, streamed, kind, backlog } = options;
  let { settings } = options;
  const { monotonic } = context.clock;
  const leaveBacklog = backlog.add(kind.takeBacklogMs);

  const followed = followPairs({
    ...options,
    ...streamed,
    monotonic,
    onEvent(pair, event, asOf, mayBeDouble) {
      if (pair.isRemoved) return 'dropped';
      // Without the lease, or a clock, nothing is taken. What it was is not known when these are back, as after this process has stood still.
      if (context.fence() === 0 || !context.clock.isMeasured()) {
        breakOff(pair);
        kind.onDown(pair);
        return 'dropped';
      }
      try {
        if (streamed.isOf?.(event, pair.symbol) === false) return 'of others';
        kind.onEvent(pair, event, asOf, mayBeDouble);
        context.count('events');
        return 'taken';
      } catch (error) {
        noteFailure(pair, error);
        return 'unreadable';
      }
    },
    onDoubt(pair) {
      breakOff(pair);
      giveGrace(pair);
    },
    onDown(pair, cause) {
      breakOff(pair);
      pair.streamed.downBy = cause;
      giveGrace(pair);
      kind.onDown(pair);
    },
  });

  const rest = restInstead({
    ...options,
    ...(kind.besideShare !== undefined && { besideShare: kind.besideShare }),
    restPeriod: () => settings.restPeriod,
    monotonic,
    onServed(pair, askedAt) {
      const wasCarried = (followed.carriedSince(pair) ?? Number.POSITIVE_INFINITY) <= askedAt;
      if (!wasCarried || !kind.isWholeByRest(pair)) return;
      pair.streamed.wholeSince ??= askedAt;
      pair.streamed.rest.servedAt = askedAt;
    },
  });

  const auditor =
    kind.audited === null
      ? null
      : createAuditor({
          ...options,
          audited: kind.audited,
          auditEvery: () => settings.auditEvery,
          isWhole: (pair) => pair.streamed.wholeSince !== null && followed.asOf(pair) !== null,
          distrust: followed.distrust,
        });

  function giveGrace({ streamed: { rest: state } }: PairState): void {
    state.notBefore = Math.max(state.notBefore, monotonic() + GRACE_MS);
  }

  function follow(pairs: readonly PairState[]): void {
    const traded = context.pairs().filter(({ turn }) => turn.notTradedSince === null);
    for (const pair of followed.follow(new Set([...pairs, ...traded]))) {
      // What came while nobody followed is not known.
      breakOff(pair);
      kind.onDown(pair);
      // An answer from before they are carried leaves a hole behind it.
      if (followed.carriedSince(pair) === null) giveGrace(pair);
    }
  }

  /** Confirms pairs that are whole. @returns the others, which REST is to serve */
  async function confirm(pairs: readonly PairState[]): Promise<PairState[]> {
    const instead: PairState[] = [];
    const confirmed: Confirmed[] = [];
    for (const pair of pairs) {
      const asOf = followed.asOf(pair);
      if (asOf === null || pair.streamed.wholeSince === null) {
        instead.push(pair);
        continue;
      }
      pair.streamed.downBy = null;
      if (kind.isSettled(pair)) confirmed.push({ pair, asOf });
      else kind.hurry?.(pair, asOf);
    }
    for (const pair of await kind.confirm(confirmed)) {
      const asOf = followed.asOf(pair);
      if (asOf !== null && kind.putAgain(pair, asOf)) continue;
      breakOff(pair);
      // Of what the exchange has nothing yet, nothing is stored.
      if (pair.latest.waitingAt === null) pair.streamed.rest.askedAt = Number.NEGATIVE_INFINITY;
      instead.push(pair);
    }
    return instead;
  }

  function takeFailures(pairs: readonly PairState[]): Map<PairState, unknown> {
    const failures = new Map<PairState, unknown>();
    for (const pair of pairs) {
      if (pair.streamed.failure !== null) failures.set(pair, pair.streamed.failure);
      pair.streamed.failure = null;
    }
    return failures;
  }

  // The one before may still follow them: nothing is missed in between.
  if (context.fence() > 0 && context.clock.isMeasured()) follow([]);
  return {
    async serve(pairs, priority) {
      follow(pairs);
      for (const pair of pairs) {
        followed.compare(pair);
        const carriedSince = followed.carriedSince(pair);
        if (carriedSince !== null) rest.carried(pair, carriedSince);
        kind.onTurn?.(pair, carriedSince !== null);
      }
      const failures = takeFailures(pairs);
      const instead = await confirm(pairs);
      const beside = pairs.filter((pair) => {
        const asOf = followed.asOf(pair);
        return asOf !== null && kind.wantsRest(pair, asOf);
      });
      rest.ask(instead, beside, pairs, priority);
      auditor?.turn(pairs, context.pairs().length);
      return { failures, unknown: rest.takeUnknown() };
    },
    idle: () => follow([]),
    adopt(next) {
      const isSame = next.isStreamed && next.enabled === settings.enabled && next.storedAs === settings.storedAs;
      if (isSame) settings = next;
      return isSame;
    },
    async close() {
      followed.close();
      // A request of the audit that is under way holds up no write.
      const audit = auditor?.close();
      await kind.close();
      leaveBacklog();
      await rest.close();
      await audit;
    },
  };
}
