import type { Following, Hub } from '../../../gateway/streams/hub.ts';
import type { PairState } from '../../state/pairState.ts';
import type { Board } from './board.ts';

export interface FollowOptions {
  readonly hub: Hub;
  readonly board: Board;
  readonly monotonic: () => number;
  /** The streams that a pair needs, by the exchange's symbol. */
  readonly streamsOf: (symbol: string) => readonly string[];
  /** The last single trade that an event tells of; null: none. Undefined: events of these streams never do. */
  readonly lastTradeOf?: (event: unknown) => number | null;
  /** Best bid and ask of a stored value, in a form that can be compared. Absent: values have none. */
  readonly topOf?: (value: string) => string | null;
  /** An event of one of its streams has come. Dropped: nobody could take it, whatever it was. */
  readonly onEvent: (
    pair: PairState,
    event: unknown,
    asOf: number,
    mayBeDouble: boolean,
  ) => 'taken' | 'unreadable' | 'dropped';
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
  /** What its streams have told is wrong: they go down, and are asked for anew. */
  distrust(pair: PairState, why: string): void;
  close(): void;
}

/** A stream of a pair. */
interface Followed {
  readonly following: Following;
  /** The last trade that it has told of; null: none. */
  lastTrade: number | null;
  /** Since when it should tell, monotonic ms. */
  since: number;
  /** Since when others have told a trade that it has not, as far as was looked, monotonic ms; null: they have not. */
  lackingSince: number | null;
  /** It counts as heard because others have vouched for it: it has told nothing itself yet. */
  isVouched: boolean;
  /** It has lacked something, and has told nothing since. */
  isDoubted: boolean;
}

interface FollowedPair {
  readonly streams: readonly Followed[];
  carriedSince: number | null;
}

/** Candles are told each two seconds: what a stream lacks after this time will not come any more, ms. */
const LACKS_AFTER_MS = 6_000;

/** So many times longer than usual nothing comes of a stream that is broken: a book may be told more slowly than its best prices change. */
const MUCH_LONGER = 4;
/** What is usual is the average of about so many events. */
const GAPS = 8;

/** The same for a stream that has told nothing itself: that the exchange has accepted it proves nothing. */
const UNPROVEN_LACKS_AFTER_MS = 3_000;

export function followPairs(options: FollowOptions): FollowedPairs {
  const { hub, board, monotonic, streamsOf, lastTradeOf, topOf, onEvent, onDoubt, onDown } = options;
  const followed = new Map<PairState, FollowedPair>();

  function begin(pair: PairState): FollowedPair {
    const streams = streamsOf(pair.symbol).map((stream) => {
      const each: Followed = {
        lastTrade: null,
        since: monotonic(),
        lackingSince: null,
        isVouched: false,
        isDoubted: false,
        following: hub.follow(stream, {
          onEvent(event, asOf, mayBeDouble) {
            const outcome = onEvent(pair, event, asOf, mayBeDouble);
            if (outcome === 'dropped') {
              // That it has told nothing is not its fault.
              each.lastTrade = null;
              each.since = monotonic();
            }
            if (outcome !== 'taken') return;
            noteHeard(pair);
            each.isVouched = false;
            each.isDoubted = false;
            const id = lastTradeOf?.(event) ?? null;
            if (id === null || (mayBeDouble && id < (each.lastTrade ?? id))) return;
            each.lastTrade = id;
            each.lackingSince = null;
            board.tellTrade(pair.symbol, id, monotonic());
          },
          onDoubt: () => onDoubt(pair),
          onDown(cause) {
            each.lastTrade = null;
            each.since = monotonic();
            each.lackingSince = null;
            each.isVouched = false;
            begun.carriedSince = null;
            onDown(pair, cause);
          },
        }),
      };
      return each;
    });
    const begun: FollowedPair = { streams, carriedSince: null };
    return begun;
  }

  function noteHeard({ streamed }: PairState): void {
    const now = monotonic();
    if (Number.isFinite(streamed.heardAt)) streamed.gapMs += (now - streamed.heardAt - streamed.gapMs) / GAPS;
    streamed.heardAt = now;
  }

  function end(pair: PairState): void {
    for (const { following } of followed.get(pair)?.streams ?? []) following.close();
    followed.delete(pair);
  }

  /** Whether an answer of REST that was asked for while a stream was carried, and what others tell, show that the stream lacks nothing. */
  function isBorneOut(pair: PairState): boolean {
    const { wholeSince } = pair.streamed;
    const last = board.lastTradeOf(pair.symbol);
    return wholeSince !== null && last !== undefined && last.since < wholeSince && last.toldAt > wholeSince;
  }

  /** What is stored of a pair of which nothing has come since REST has told its best bid and ask should have these. */
  function compareTop(pair: PairState, { streams }: FollowedPair): void {
    const { wholeSince, heardAt, gapMs } = pair.streamed;
    const told = board.topOf(pair.symbol);
    if (topOf === undefined || told === undefined || wholeSince === null || pair.latest.value === null) return;
    const now = monotonic();
    if (Math.max(heardAt, wholeSince) >= told.at || now - told.at < LACKS_AFTER_MS) return;
    const isRight = topOf(pair.latest.value) === told.top;
    const isUsual = now - heardAt < MUCH_LONGER * gapMs;
    for (const each of streams) {
      const { following } = each;
      if (following.state() === 'asked' && isRight) vouch(each);
      else if (following.state() === 'heard' && !isRight && !isUsual)
        distrust(each, `best bid and ask are ${told.top} by REST, and it has told other ones`);
    }
  }

  /** One that has lacked something must speak itself: until then REST serves it. */
  function vouch(each: Followed): boolean {
    if (each.isDoubted) return false;
    each.isVouched = true;
    each.following.vouch();
    return true;
  }

  function distrust(each: Followed, why: string): void {
    each.isDoubted = true;
    each.following.distrust(why);
  }

  function compareTrades(pair: PairState, { streams }: FollowedPair): void {
    const last = board.lastTradeOf(pair.symbol);
    if (lastTradeOf === undefined || last === undefined) return;
    const now = monotonic();
    for (const each of streams) {
      const { following, lastTrade, since, isVouched } = each;
      const hasNotTold = lastTrade === null ? last.after > since : lastTrade < last.id;
      // Of a busy pair others tell another trade all the time.
      if (hasNotTold) each.lackingSince ??= last.since;
      else each.lackingSince = null;
      const lackingMs = now - (each.lackingSince ?? now);
      const lacksAfterMs = isVouched ? UNPROVEN_LACKS_AFTER_MS : LACKS_AFTER_MS;
      if (following.state() === 'asked' && isBorneOut(pair) && vouch(each)) {
        each.lastTrade = last.id;
      } else if (following.state() !== 'down' && lackingMs > lacksAfterMs) {
        const has = `its last one is ${lastTrade ?? 'none'}`;
        distrust(each, `it has not told trade ${last.id}, which others have; ${has}`);
      }
    }
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
      for (const { following } of followed.get(pair)?.streams ?? []) {
        const asOf = following.asOf();
        if (asOf === null) return null;
        least = least === null ? asOf : Math.min(least, asOf);
      }
      return least;
    },
    carriedSince(pair) {
      const each = followed.get(pair);
      if (each === undefined || each.streams.some(({ following }) => following.state() === 'down')) return null;
      each.carriedSince ??= monotonic();
      return each.carriedSince;
    },
    compare(pair) {
      const each = followed.get(pair);
      if (each === undefined) return;
      compareTrades(pair, each);
      compareTop(pair, each);
    },
    distrust(pair, why) {
      for (const { following } of followed.get(pair)?.streams ?? []) following.distrust(why);
    },
    close() {
      for (const pair of [...followed.keys()]) end(pair);
    },
  };
}
