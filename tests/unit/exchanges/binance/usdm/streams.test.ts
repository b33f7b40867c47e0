import { usdmStreams } from '../../../../../exchanges/binance/usdm/streams.ts';

const host = 'wss://fstream.binance.com';

it.each([
  ['public', ['btcusdt@bookTicker', '!bookTicker', 'btcusdt@depth', 'btcusdt@depth@100ms', 'btcusdt@depth20@500ms']],
  ['public', ['btcusdt@rpiDepth@500ms', 'btcusdt_261225@depth5', '我踏马来了usdt@depth@100ms']],
  ['market', ['btcusdt@aggTrade', 'btcusdt@kline_1m', 'btcusdt_perpetual@continuousKline_1M', 'btcusdt@forceOrder']],
  ['market', ['btcusdt@markPrice@1s', '!markPrice@arr@1s', '!ticker@arr', 'btcusdt@miniTicker', '!forceOrder@arr']],
  ['market', ['depthusdt@aggTrade', 'bookTickerusdt@ticker', '!contractInfo']],
])('the route %s carries %j', (route, streams) => {
  expect(streams.map(usdmStreams.routeOf)).toEqual(streams.map(() => route));
  expect(usdmStreams.urlOf(host, route)).toBe(`${host}/${route}/stream`);
});

it.each(['', 'private', 'stream', 'toString'])('no socket is opened without one of the two routes: "%s"', (route) => {
  expect(() => usdmStreams.urlOf(host, route)).toThrow(RangeError);
  expect(usdmStreams.heartbeatsOf(route, ['BTCUSDT'])).toEqual([]);
});

it('each route has heartbeats of its own: prices of the first two pairs, which tick, and the two books that change most', () => {
  const symbols = ['XRPUSDT', 'AEURUSDT', 'BTCUSDT'];
  const beats = (route: string) => usdmStreams.heartbeatsOf(route, symbols);
  expect(beats('public')).toEqual(['btcusdt@bookTicker', 'ethusdt@bookTicker']);
  expect(beats('market')).toEqual(['xrpusdt@markPrice@1s', 'aeurusdt@markPrice@1s']);
  expect(['public', 'market'].flatMap((route) => usdmStreams.heartbeatsOf(route, []))).toEqual([]);
  for (const route of ['public', 'market']) {
    expect(beats(route).map(usdmStreams.routeOf)).toEqual([route, route]);
    expect(beats(route).map(usdmStreams.isTicking)).toEqual(beats(route).map(() => route === 'market'));
  }
  // Told each three seconds, or of all contracts at once.
  for (const stream of ['btcusdt@markPrice', 'btcusdt@aggTrade', '!markPrice@arr'])
    expect([stream, usdmStreams.isTicking(stream)]).toEqual([stream, false]);
});

it('keeps below the limits of the exchange: 1024 streams, 10 messages a second, 24 hours', () => {
  expect(usdmStreams.mostStreams).toBeLessThanOrEqual(1024);
  expect(usdmStreams.messagesPerSecond).toBeLessThan(10);
  expect(usdmStreams.rotateAfterMs).toBeLessThan(24 * 3_600_000);
});

it("candles of a pair's contracts go with the other streams of the pair; a contract with an end is a pair of its own", () => {
  const contracts = ['perpetual', 'current_quarter', 'next_quarter', 'tradifi_perpetual'];
  const groups = contracts.map((contract) => usdmStreams.groupOf(`btcusdt_${contract}@continuousKline_1m`));
  expect(new Set(groups)).toEqual(new Set([usdmStreams.groupOf('btcusdt@aggTrade')]));
  expect(usdmStreams.groupOf('btcusdt_260925@aggTrade')).toBe('btcusdt_260925');
});
