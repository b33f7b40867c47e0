import type { PairState } from '../../../state/pairState.ts';
import { makeWhole } from '../../../state/streamedState.ts';
import { type Board, isFarBelow, type LastTrade } from './board.ts';
import { distrust, type FollowedStream, vouch } from './followedStream.ts';

/** Candles are told each two seconds: what a stream lacks after this time will not come any more, ms. */
export const LACKS_AFTER_MS = 6_000;

/** The same for a stream that was only vouched for: it has told nothing itself, and that the exchange has accepted it proves nothing. */
const UNPROVEN_LACKS_AFTER_MS = 3_000;

/** A pair counts as quiet so long after its last trade, ms: most streams prove themselves by a trade sooner, and answers for hundreds of pairs are dear. */
const QUIET_MS = 5_000;

/** So late somebody may tell the last trade, as the candle that is told each two seconds, ms. */
const TOLD_LATE_MS = 2_500;

/** What else is known of a pair. */
export interface KnownOfPair {
  /** The last trade that is stored; null: none is, or it is not known. Reads a stored row: asked only where a stream is still to be proven. */
  stored(): number | null;
  /** Since when live sockets carry all its streams; null: they do not. */
  readonly carriedSince: number | null;
}

/** Holds the streams of a pair, all of which tell trades by their numbers, against the last one that anybody has told. @param now monotonic ms */
export function compareTrades(
  pair: PairState,
  streams: readonly FollowedStream[],
  board: Board,
  now: number,
  known: KnownOfPair,
): void {
  const last = board.lastTradeOf(pair.symbol, now);
  if (last === undefined) return;
  for (const each of streams) {
    const { following, lastTrade, isVouched } = each;
    // What happened while no socket carried it, it never tells.
    const since = Math.max(each.since, known.carriedSince ?? now);
    // Numbers of before they began anew are none.
    const told = lastTrade !== null && isFarBelow(last.id, lastTrade) ? null : lastTrade;
    const hasNotTold = told === null ? last.after > since : told < last.id;
    // Of a busy pair others tell another trade all the time.
    if (hasNotTold) each.lackingSince ??= last.since;
    else each.lackingSince = null;
    const lackingMs = now - (each.lackingSince ?? now);
    const lacksAfterMs = isVouched ? UNPROVEN_LACKS_AFTER_MS : LACKS_AFTER_MS;
    const isStored = following.state() === 'asked' && isAllStored(last, known);
    if (following.state() === 'asked' && (isStored || isBorneOut(pair, last)) && vouch(each)) {
      each.lastTrade = last.id;
      if (isStored) makeWhole(pair, pair.streamed.breaks, now);
    } else if (following.state() !== 'down' && lackingMs > lacksAfterMs) {
      const has = `its last one is ${lastTrade ?? 'none'}`;
      distrust(each, `it has not told trade ${last.id}, which others have; ${has}`);
    } else if (following.state() === 'asked' && !each.isDoubted && cannotBeBorneOut(pair, last, now)) {
      if (known.stored() !== last.id) wantLaterAnswer(pair, last);
    }
  }
}

/** Whether an answer of REST that was asked for while a stream was carried, and what others tell, show that the stream lacks nothing. */
function isBorneOut({ streamed: { wholeSince } }: PairState, last: LastTrade): boolean {
  return wholeSince !== null && last.since < wholeSince && last.toldAt > wholeSince;
}

/** The answer may be older than the trade: whatever others tell later does not change that. Of a busy pair the stream will tell soon itself. */
const cannotBeBorneOut = ({ streamed: { wholeSince } }: PairState, last: LastTrade, now: number): boolean =>
  wholeSince !== null && last.since >= wholeSince && now - last.since > QUIET_MS;

/**
 * Only an answer that was asked for after the trade bears a stream out. Where there is none REST is asked soon; else it would serve a pair that trades
 * once an hour for good.
 */
function wantLaterAnswer({ streamed }: PairState, last: LastTrade): void {
  const { rest } = streamed;
  const isThere = rest.servedAt > last.since;
  streamed.wholeSince = isThere ? rest.servedAt : null;
  if (!isThere && rest.askedAt <= last.since) rest.askedAt = Number.NEGATIVE_INFINITY;
}

/** Whether what is stored ends with the last trade that there was when the streams were carried already: later ones come by them. */
const isAllStored = (last: LastTrade, { stored, carriedSince }: KnownOfPair): boolean =>
  stored() === last.id && carriedSince !== null && last.toldAt > carriedSince + TOLD_LATE_MS;
