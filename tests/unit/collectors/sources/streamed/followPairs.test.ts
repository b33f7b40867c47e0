import { createBoard } from '../../../../../collectors/sources/streamed/board.ts';
import { followPairs } from '../../../../../collectors/sources/streamed/followPairs.ts';
import { newPairState } from '../../../../../collectors/state/pairState.ts';
import { createFollowed, type Followed } from '../../../../../gateway/streams/followed.ts';

const pair = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key: 'spot:{btcusdt}:trades' });
const STREAM = 'btcusdt@aggTrade';

/** A pair whose stream is accepted at 0, and that REST has served at 1000. */
function followedPair() {
  let now = 0;
  let stream: Followed | undefined;
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
        stream ??= createFollowed(name, { group: 'btcusdt', isTicking: false }, hooks);
        return stream.follow(follower);
      },
      close: () => undefined,
    },
    board,
    monotonic: () => now,
    streamsOf: () => [STREAM],
    lastTradeOf: (event) => event as number,
    onEvent: () => 'taken',
    onDoubt: () => undefined,
    onDown: () => undefined,
  });
  followed.follow([pair]);
  const frontier = () => now;
  stream?.up(frontier);
  pair.streamed.wholeSince = 1_000;
  return {
    distrusted,
    /** Another stream tells the last trade. */
    tell: (id: number) => board.tellTrade(pair.symbol, id, now),
    speak: (id: number) => stream?.deliver(id, now, false),
    /** It is accepted anew. */
    renew() {
      stream?.up(frontier);
      pair.streamed.wholeSince = now;
    },
    at(ms: number) {
      now = ms;
      followed.compare(pair);
    },
    isHeard: () => followed.asOf(pair) !== null,
  };
}

/** Others show that there was nothing to tell. */
function vouchedPair() {
  const made = followedPair();
  made.at(500);
  made.tell(7);
  made.at(2_000);
  made.tell(7);
  made.at(2_001);
  expect(made.isHeard()).toBe(true);
  return made;
}

it('a stream that is only vouched for is doubted 3 s after others have told another trade', () => {
  const { at, tell, isHeard, distrusted } = vouchedPair();
  at(10_000);
  tell(8);
  at(12_900);
  expect(isHeard()).toBe(true);
  at(13_100);
  expect(isHeard()).toBe(false);
  expect(distrusted).toEqual(['it has not told trade 8, which others have; its last one is 7']);
});

it('one that has spoken has 6 s: candles are told each two seconds', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  speak(7);
  at(10_000);
  tell(8);
  at(15_900);
  expect(isHeard()).toBe(true);
  at(16_100);
  expect(isHeard()).toBe(false);
});

it('one that has lacked something is vouched for no more until it speaks', () => {
  const { at, tell, speak, renew, isHeard } = vouchedPair();
  at(10_000);
  tell(8);
  at(13_100);
  renew();
  at(14_000);
  tell(8);
  at(14_100);
  expect(isHeard()).toBe(false);
  speak(8);
  expect(isHeard()).toBe(true);
});

it('one of a busy pair is doubted as soon, though others tell another trade all the time', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  speak(7);
  for (let second = 10; second <= 16; second += 1) {
    at(second * 1_000);
    tell(second);
    at(second * 1_000 + 500);
  }
  expect(isHeard()).toBe(false);
});

it('one that tells now and then what others have told is well', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  for (let second = 10; second <= 40; second += 1) {
    at(second * 1_000);
    tell(second);
    if (second % 2 === 0) speak(second);
    at(second * 1_000 + 500);
  }
  expect(isHeard()).toBe(true);
});
