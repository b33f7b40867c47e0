import type { Hub } from '../../../gateway/streams/hub.ts';
import type { Streamed } from '../../../model/streamed.ts';
import { interrupt, noteEvent } from '../../state/pace.ts';
import type { PairState } from '../../state/pairState.ts';
import { type Board, isFarBelow } from './silence/board.ts';
import { compareTop } from './silence/compareTop.ts';
import { compareTrades, LACKS_AFTER_MS } from './silence/compareTrades.ts';
import { distrust, type FollowedStream, forgetTold, newFollowedStream } from './silence/followedStream.ts';

export interface FollowOptions {
  readonly hub: Hub;
  readonly board: Board;
  readonly monotonic: () => number;
  /** The streams that a pair needs, by the exchange's symbol. */
  readonly streamsOf: (symbol: string) => readonly string[];
  /** Given: pairs share streams (model/streamed.ts). */
  readonly isOf?: Streamed['isOf'];
  /** The last single trade that an event tells of; null: none. Undefined: events of these streams never do. */
  readonly lastTradeOf?: (event: unknown, symbol: string) => number | null;
  /** The last single trade that a stored row holds. Absent: rows are no trades. */
  readonly lastTradeIn?: (member: string) => number | null;
  /** When they count as heard as soon as a live socket carries them (model/streamed.ts); absent: never. */
  readonly unproven?: Streamed['unproven'];
  /** Best bid and ask of a stored value, in a form that can be compared. Absent: values have none. */
  readonly topOf?: (value: string) => string | null;
  /** An event of one of its streams has come. Of others: it tells nothing of this pair. Dropped: nobody could take it, whatever it was. */
  readonly onEvent: (
    pair: PairState,
    event: unknown,
    asOf: number,
    mayBeDouble: boolean,
  ) => 'taken' | 'of others' | 'unreadable' | 'dropped';
  /** Something has come over the socket of one of its streams that cannot be read: it may be missing. */
  readonly onDoubt: (pair: PairState) => void;
  /** One of its streams is down. `cause` in words. */
  readonly onDown: (pair: PairState, cause: string) => void;
}

/** The streams of pairs. */
export interface FollowedPairs {
  /** Follows the streams of these pairs, and no others. @returns those that are new */
  follow(pairs: Iterable<PairState>): PairState[];
  /** Up to when everything has come of all its streams (gateway/streams/hub.ts); null: one of them is not heard. */
  asOf(pair: PairState): number | null;
  /** Monotonic ms since which live sockets carry all its streams, as far as it was looked at; null: they do not. */
  carriedSince(pair: PairState): number | null;
  /** Holds its streams against what others tell of the pair. */
  compare(pair: PairState): void;
  /** What its streams have told is wrong: they go down, and are asked for anew; what others live on goes down for this pair alone. */
  distrust(pair: PairState, why: string): void;
  close(): void;
}

interface FollowedPair {
  readonly streams: readonly FollowedStream[];
  carriedSince: number | null;
}

export function followPairs(options: FollowOptions): FollowedPairs {
  const { hub, board, monotonic, streamsOf, isOf, lastTradeOf, lastTradeIn, topOf, onEvent, onDoubt, onDown } = options;
  const { unproven } = options;
  const followed = new Map<PairState, FollowedPair>();
  /** When streams that pairs share have brought something of any of them, monotonic ms. */
  const spokeAt = new Map<string, number>();

  function begin(pair: PairState): FollowedPair {
    interrupt(pair.streamed.pace);
    const streams = streamsOf(pair.symbol).map((stream) => {
      const isDown = (cause: string) => {
        forgetTold(each, monotonic());
        each.isVouched = false;
        begun.carriedSince = null;
        interrupt(pair.streamed.pace);
        onDown(pair, cause);
      };
      const goesOn = () => monotonic() - (spokeAt.get(stream) ?? Number.NEGATIVE_INFINITY) <= LACKS_AFTER_MS;
      const each: FollowedStream = newFollowedStream(
        hub.follow(stream, {
          onEvent(event, asOf, mayBeDouble) {
            const isTaken = take(pair, each, event, asOf, mayBeDouble);
            if (isTaken && isOf !== undefined) spokeAt.set(stream, monotonic());
          },
          onDoubt: () => onDoubt(pair),
          onDown: isDown,
        }),
        isOf === undefined ? null : { goesOn, onDown: isDown },
        monotonic(),
      );
      return each;
    });
    const begun: FollowedPair = { streams, carriedSince: null };
    return begun;
  }

  /** @returns whether it has told something of the pair */
  function take(pair: PairState, each: FollowedStream, event: unknown, asOf: number, mayBeDouble: boolean): boolean {
    const outcome = onEvent(pair, event, asOf, mayBeDouble);
    // That it has told nothing is not its fault.
    if (outcome === 'dropped') forgetTold(each, monotonic());
    if (outcome !== 'taken') return false;
    const now = monotonic();
    pair.streamed.heardAt = now;
    noteEvent(pair.streamed.pace, now);
    each.isVouched = false;
    each.isDoubted = false;
    const id = lastTradeOf?.(event, pair.symbol) ?? null;
    if (id === null || (mayBeDouble && id < (each.lastTrade ?? id))) return true;
    if (!mayBeDouble && each.lastTrade !== null && isFarBelow(id, each.lastTrade))
      board.beginAnew(pair.symbol, id, now);
    else board.tellTrade(pair.symbol, id, now);
    each.lastTrade = id;
    each.lackingSince = null;
    return true;
  }

  /** Null where answers of REST contradict what is stored, too. */
  function lastStored({ series: { newestMember, doubt } }: PairState): number | null {
    return newestMember === null || doubt !== null ? null : (lastTradeIn?.(newestMember) ?? null);
  }

  function carriedSince(pair: PairState): number | null {
    const each = followed.get(pair);
    if (each === undefined || each.streams.some(({ following }) => following.state() === 'down')) return null;
    each.carriedSince ??= monotonic();
    return each.carriedSince;
  }

  function end(pair: PairState): void {
    for (const { following } of followed.get(pair)?.streams ?? []) following.close();
    followed.delete(pair);
  }

  return {
    follow(pairs) {
      const wanted = new Set(pairs);
      for (const pair of followed.keys()) if (!wanted.has(pair)) end(pair);
      const added: PairState[] = [];
      for (const pair of wanted) {
        if (followed.has(pair)) continue;
        followed.set(pair, begin(pair));
        added.push(pair);
      }
      return added;
    },
    asOf(pair) {
      let least: number | null = null;
      for (const { following, isDoubted } of followed.get(pair)?.streams ?? []) {
        const asOf = isDoubted ? null : following.asOf();
        if (asOf === null) return null;
        least = least === null ? asOf : Math.min(least, asOf);
      }
      return least;
    },
    carriedSince,
    compare(pair) {
      const each = followed.get(pair);
      if (each === undefined) return;
      if (unproven === 'always' || (unproven === 'while empty' && pair.series.newest === null))
        for (const { following } of each.streams) following.vouch();
      if (lastTradeOf !== undefined) {
        const known = { stored: () => lastStored(pair), carriedSince: carriedSince(pair) };
        compareTrades(pair, each.streams, board, monotonic(), known);
      }
      if (topOf !== undefined) compareTop(pair, each.streams, board, topOf, monotonic());
    },
    distrust(pair, why) {
      for (const each of followed.get(pair)?.streams ?? []) {
        if (each.shared === null) each.following.distrust(why);
        else distrust(each, why);
      }
    },
    close() {
      for (const pair of [...followed.keys()]) end(pair);
    },
  };
}
