import { type FollowOptions, followPairs } from '../../../../../collectors/sources/streamed/followPairs.ts';
import { createBoard } from '../../../../../collectors/sources/streamed/silence/board.ts';
import { newPairState } from '../../../../../collectors/state/pairState.ts';
import { createFollowed, type Followed } from '../../../../../gateway/streams/followed.ts';

/** Pairs that are followed, with streams of their own or shared ones, in a time of their own (ms). */
function openFollowed(options: Partial<FollowOptions> & Pick<FollowOptions, 'streamsOf'>) {
  let now = 0;
  const byName = new Map<string, Followed>();
  /** Why streams are asked for anew. */
  const distrusted: string[] = [];
  const downs: [string, string][] = [];
  const board = createBoard();
  const hooks = {
    onLeft: () => undefined,
    onUp: () => undefined,
    onDistrusted: (_stream: Followed, why: string) => void distrusted.push(why),
    onThrown: (_name: string, error: unknown) => {
      throw error;
    },
  };
  const followed = followPairs({
    hub: {
      follow(name, follower) {
        const stream = byName.get(name) ?? createFollowed(name, { group: name, isTicking: false }, hooks);
        byName.set(name, stream);
        return stream.follow(follower);
      },
      close: () => undefined,
    },
    board,
    monotonic: () => now,
    onEvent: () => 'taken',
    onDoubt: () => undefined,
    onDown: ({ symbol }, why) => void downs.push([symbol, why]),
    ...options,
  });
  const pairOf = (symbol: string) =>
    newPairState({ code: symbol.toLowerCase(), symbol, key: `spot:{${symbol.toLowerCase()}}:trades` });
  /** All of them are carried from now on. */
  const up = () => {
    for (const stream of byName.values()) stream.up(() => now);
  };
  const setNow = (ms: number) => {
    now = ms;
  };
  return { followed, byName, distrusted, downs, board, pairOf, up, setNow, now: () => now };
}

/** An event is the number of the last trade. */
export const lastTradeOf = (event: unknown) => event as number;

/** A pair whose streams are accepted at 0, and that REST has served at 1000. An event is the number that it tells. */
export function followedPair({
  streams = ['btcusdt@aggTrade'],
  ...told
}: { streams?: readonly string[] } & Partial<
  Pick<FollowOptions, 'lastTradeOf' | 'lastTradeIn' | 'topOf' | 'unproven' | 'onEvent'>
>) {
  const { followed, byName, distrusted, board, pairOf, up, setNow, now } = openFollowed({
    ...told,
    streamsOf: () => streams,
  });
  const pair = pairOf('BTCUSDT');
  followed.follow([pair]);
  up();
  pair.streamed.wholeSince = 1_000;
  const [first = ''] = streams;
  return {
    ...{ pair, distrusted },
    /** Another stream tells the last trade. */
    tell: (id: number) => board.tellTrade(pair.symbol, id, now()),
    /** REST has told the best bid and ask. */
    tellTop: (top: string) => board.tellTop(pair.symbol, { top, at: now() }),
    speak: (id: number, stream = first) => byName.get(stream)?.deliver(id, now(), false),
    leave: () => followed.follow([]),
    followAgain: () => followed.follow([pair]),
    down: () => byName.get(first)?.down('a test'),
    /** It is accepted anew. */
    renew() {
      byName.get(first)?.up(now);
      pair.streamed.wholeSince = now();
    },
    at(ms: number) {
      setNow(ms);
      followed.compare(pair);
    },
    isHeard: () => followed.asOf(pair) !== null,
  };
}

interface Told {
  readonly symbol: string;
  readonly id: number;
}

/** Two pairs that share a stream, which is accepted at 0. An event tells the number of one pair's trade. */
export function sharedStream() {
  const { followed, byName, distrusted, downs, board, pairOf, up, setNow, now } = openFollowed({
    streamsOf: () => ['!all'],
    isOf: (event, symbol) => (event as Told).symbol === symbol,
    onEvent: (pair, event) => ((event as Told).symbol === pair.symbol ? 'taken' : 'of others'),
    lastTradeOf: (event) => (event as Told).id,
  });
  const pairs = new Map(['AUSDT', 'BUSDT'].map((symbol) => [symbol, pairOf(symbol)]));
  followed.follow(pairs.values());
  up();
  const of = (symbol: string) => pairs.get(symbol) ?? pairOf(symbol);
  return {
    ...{ distrusted, downs },
    tell: (symbol: string, id: number) => board.tellTrade(symbol, id, now()),
    speak: (symbol: string, id: number) => byName.get('!all')?.deliver({ symbol, id } satisfies Told, now(), false),
    at(ms: number) {
      setNow(ms);
      for (const pair of pairs.values()) followed.compare(pair);
    },
    isHeard: (symbol: string) => followed.asOf(of(symbol)) !== null,
  };
}
