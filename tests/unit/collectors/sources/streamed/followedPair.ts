import { type FollowOptions, followPairs } from '../../../../../collectors/sources/streamed/followPairs.ts';
import { createBoard } from '../../../../../collectors/sources/streamed/silence/board.ts';
import { newPairState } from '../../../../../collectors/state/pairState.ts';
import { createFollowed, type Followed } from '../../../../../gateway/streams/followed.ts';

/** A pair whose streams are accepted at 0, and that REST has served at 1000, in a time of its own (ms). An event is the number that it tells. */
export function followedPair({
  streams = ['btcusdt@aggTrade'],
  ...told
}: { streams?: readonly string[] } & Partial<Pick<FollowOptions, 'lastTradeOf' | 'topOf' | 'unproven' | 'onEvent'>>) {
  let now = 0;
  const pair = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key: 'spot:{btcusdt}:trades' });
  const byName = new Map<string, Followed>();
  const distrusted: string[] = [];
  const board = createBoard();
  const followed = followPairs({
    hub: {
      follow(name, follower) {
        const hooks = {
          onLeft: () => undefined,
          onDistrusted: (_stream: Followed, why: string) => void distrusted.push(why),
          onThrown: (_name: string, error: unknown) => {
            throw error;
          },
        };
        const stream = createFollowed(name, { group: 'btcusdt', isTicking: false }, hooks);
        byName.set(name, stream);
        return stream.follow(follower);
      },
      close: () => undefined,
    },
    board,
    monotonic: () => now,
    streamsOf: () => streams,
    onEvent: () => 'taken',
    ...told,
    onDoubt: () => undefined,
    onDown: () => undefined,
  });
  followed.follow([pair]);
  const frontier = () => now;
  for (const stream of byName.values()) stream.up(frontier);
  pair.streamed.wholeSince = 1_000;
  const [first = ''] = streams;
  return {
    ...{ pair, distrusted },
    /** Another stream tells the last trade. */
    tell: (id: number) => board.tellTrade(pair.symbol, id, now),
    /** REST has told the best bid and ask. */
    tellTop: (top: string) => board.tellTop(pair.symbol, { top, at: now }),
    speak: (id: number, stream = first) => byName.get(stream)?.deliver(id, now, false),
    leave: () => followed.follow([]),
    followAgain: () => followed.follow([pair]),
    down: () => byName.get(first)?.down('a test'),
    /** It is accepted anew. */
    renew() {
      byName.get(first)?.up(frontier);
      pair.streamed.wholeSince = now;
    },
    at(ms: number) {
      now = ms;
      followed.compare(pair);
    },
    isHeard: () => followed.asOf(pair) !== null,
  };
}
