import { spotStreams } from '../../../../../exchanges/binance/spot/streams.ts';
import { InvalidPayload } from '../../../../../model/invalidPayload.ts';

const E = 1_790_000_000_123;
const read = (frame: unknown) => spotStreams.read(typeof frame === 'string' ? frame : JSON.stringify(frame));
const eventOf = (data: unknown) => read({ stream: 'btcusdt@x', data });

describe('events', () => {
  it('are of a stream, and of a time where they tell one', () => {
    expect(eventOf({ e: 'aggTrade', E, a: 7 })).toEqual({
      kind: 'event',
      stream: 'btcusdt@x',
      data: { e: 'aggTrade', E, a: 7 },
      time: E,
    });
    expect(eventOf({ u: 1, b: '2' })).toMatchObject({ kind: 'event', time: null });
    expect(eventOf([{ e: '24hrMiniTicker', E }, { E: E + 1 }])).toMatchObject({ kind: 'event', time: E });
    expect(eventOf([])).toMatchObject({ kind: 'event', time: null });
  });

  it.each([
    ['microseconds', E * 1000],
    ['seconds', Math.floor(E / 1000)],
    ['1970', 0],
    ['null', null],
    ['a text', String(E)],
    ['a fraction', E + 0.5],
    ['a negative number', -E],
    ['14 digits', 10_000_000_000_000],
  ])('whose time is %s tell none', (_name, time) => {
    expect(eventOf({ E: time })).toMatchObject({ kind: 'event', time: null });
  });
});

it.each([
  [{ stream: '!serverShutdown', data: { e: 'serverShutdown', E } }],
  [{ stream: '!serverShutdown', data: {} }],
  [{ stream: 'any', data: { e: 'serverShutdown', E } }],
  [{ e: 'serverShutdown', E }],
])('%j is a shutdown', (frame) => {
  expect(read(frame)).toEqual({ kind: 'shutdown' });
});

it.each([
  [
    { result: null, id: 3 },
    { id: 3, error: null },
  ],
  [
    { result: ['a'], id: 3 },
    { id: 3, error: null },
  ],
  [
    { error: { code: 2, msg: 'Invalid request' }, id: 3 },
    { id: 3, error: '2: Invalid request' },
  ],
  [
    { code: 2, msg: 'Invalid request', id: 3 },
    { id: 3, error: '2: Invalid request' },
  ],
  [
    { code: 3, msg: 'Invalid JSON' },
    { id: null, error: '3: Invalid JSON' },
  ],
  [
    { error: { code: 3 }, id: 'x' },
    { id: null, error: '3: undefined' },
  ],
])('%j is a reply', (frame, reply) => {
  expect(read(frame)).toEqual({ kind: 'reply', ...reply });
});

it.each([
  'no JSON',
  '',
  '<html><body>403</body></html>',
  'null',
  '7',
  '"text"',
  '[]',
  '{}',
  '{"stream":7,"data":{}}',
  '{"stream":"a"}',
  '{"stream":"a","data":null}',
  '{"stream":"a","data":"text"}',
  '{"result":null}',
  '{"result":null,"id":"7"}',
  '{"id":7}',
  '{"__proto__":{"stream":"a","data":{}}}',
])('%s is none of its messages', (text) => {
  expect(() => read(text)).toThrow(InvalidPayload);
});

it('a request names its method, streams and number', () => {
  expect(spotStreams.request('subscribe', ['a', 'b'], 7)).toBe('{"method":"SUBSCRIBE","params":["a","b"],"id":7}');
  expect(spotStreams.request('unsubscribe', [], 8)).toBe('{"method":"UNSUBSCRIBE","params":[],"id":8}');
  expect(spotStreams.urlOf('wss://host:9443', '')).toBe('wss://host:9443/stream');
});

it('heartbeats are the average prices of the first two pairs, and tick', () => {
  const heartbeats = spotStreams.heartbeatsOf('', ['BTCUSDT', 'ETHUSDT', 'XRPUSDT']);
  expect(heartbeats).toEqual(['btcusdt@avgPrice', 'ethusdt@avgPrice']);
  expect(heartbeats.map(spotStreams.isTicking)).toEqual([true, true]);
  expect(spotStreams.heartbeatsOf('', [])).toEqual([]);
  expect(spotStreams.isTicking('btcusdt@aggTrade')).toBe(false);
});

it('streams of a pair are a group, and those of all pairs are in none', () => {
  expect(['btcusdt@aggTrade', 'btcusdt@kline_1m', '!miniTicker@arr', 'odd'].map(spotStreams.groupOf)).toEqual([
    'btcusdt',
    'btcusdt',
    '',
    'odd',
  ]);
});
