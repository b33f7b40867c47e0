import { spotRelayed } from '../../../exchanges/binance/spot/relayed.ts';
import type { Follower } from '../../../gateway/streams/hub.ts';
import { createUpstream } from '../../../relay/upstream.ts';

/** A stream whose hub is the test. */
function open(name = 'btcusdt@depth@100ms') {
  const stream = spotRelayed.streamOf(name);
  if (stream === null) throw new Error(`no stream ${name}`);
  let follower: Follower | undefined;
  let now = 0;
  const upstream = createUpstream(name, stream, {
    hub: {
      follow(_stream, given) {
        follower = given;
        const close = () => undefined;
        return { close, asOf: () => null, state: () => 'down', vouch: close, distrust: close };
      },
    },
    monotonic: () => now,
    onEvent: null,
    onState: () => undefined,
  });
  upstream.begin();
  const hub = () => follower as Required<Follower>;
  const told: string[] = [];
  const listener = {
    onFollowed: () => told.push('followed'),
    onFrame: (text: string) => told.push(text),
    onBreak: (why: string) => told.push(`break: ${why}`),
    onRefused: (code: string, why: string) => told.push(`refused: ${code} ${why}`),
  };
  const event = (U: number, u: number, mayBeDouble = false) => hub().onEvent(JSON.stringify({ U, u }), 0, mayBeDouble);
  const at = (ms: number) => {
    now = ms;
  };
  return { upstream, hub, told, listener, event, at };
}

it('what another socket tells again is not handed on, and what comes next is', () => {
  const { upstream, hub, told, listener, event } = open();
  hub().onUp();
  upstream.follow(listener);
  event(1, 5);
  event(6, 9);
  event(1, 5, true);
  event(6, 9, true);
  event(10, 12, true);
  event(13, 14);
  expect(told).toEqual(['followed', '{"U":1,"u":5}', '{"U":6,"u":9}', '{"U":10,"u":12}', '{"U":13,"u":14}']);
});

it('a hole that another socket leaves is a break, and who follows after that goes on', () => {
  const { upstream, hub, told, listener, event } = open();
  hub().onUp();
  upstream.follow(listener);
  event(1, 5);
  event(8, 9, true);
  event(10, 11, true);
  expect(told).toEqual([
    'followed',
    '{"U":1,"u":5}',
    'break: the socket that has taken over does not go on from the one before it',
  ]);
  told.length = 0;
  upstream.follow(listener);
  event(12, 13, true);
  expect(told).toEqual(['followed', '{"U":12,"u":13}']);
});

it('who waits when it goes down goes on waiting, and who has followed it is told', () => {
  const { upstream, hub, told, listener, at } = open();
  upstream.follow(listener);
  hub().onDown('no socket');
  expect(told).toEqual([]);
  hub().onUp();
  hub().onDown('its socket was lost');
  expect(told).toEqual(['followed', 'break: its socket was lost']);
  expect(upstream.unusedSince()).toBe(0);
  at(50);
  upstream.follow(listener);
  expect(upstream.unusedSince()).toBeNull();
  upstream.refuseWaiting(50);
  expect(told).toHaveLength(2);
  upstream.refuseWaiting(51);
  expect(told.at(-1)).toBe('refused: away the exchange has not accepted it in time');
  expect(upstream.unusedSince()).toBe(50);
});

it('a frame of its socket that cannot be read is a break, and so is a refusal', () => {
  const { upstream, hub, told, listener, event } = open();
  hub().onUp();
  upstream.follow(listener);
  event(1, 2);
  hub().onDoubt();
  upstream.follow(listener);
  hub().onDown('no');
  upstream.follow(listener);
  hub().onRefused('2: no');
  expect(told).toEqual([
    'followed',
    '{"U":1,"u":2}',
    'break: something has come over its socket that cannot be read',
    'followed',
    'break: no',
    'refused: refused 2: no',
  ]);
});

it('who leaves while all are told hears nothing more', () => {
  const { upstream, hub, told, listener, event } = open();
  hub().onUp();
  const leave = upstream.follow({
    ...listener,
    onFrame() {
      leave();
      other();
    },
  });
  const other = upstream.follow(listener);
  event(1, 2);
  expect(told).toEqual(['followed', 'followed']);
  expect(upstream.unusedSince()).not.toBeNull();
});
