import { usdmLive } from '../../../../../exchanges/binance/usdm/live.ts';
import { eventually } from '../../../../eventually.ts';
import { createStreamsFixture, type TestCaller } from '../../streams/streamsFixture.ts';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeAll(async () => {
  api = await createStreamsFixture();
});
afterAll(() => api.close());
afterEach(async () => {
  await eventually(() => api.link.followed().length === 0, 5_000);
  expect(api.defects).toEqual([]);
});

const messages = ({ texts }: TestCaller) => texts.map((text) => JSON.parse(text) as Record<string, unknown>);

async function first(path: string): Promise<Record<string, unknown>> {
  const caller = await api.open(path);
  await eventually(() => caller.texts.length > 0, 20_000);
  caller.socket.terminate();
  return messages(caller)[0] ?? {};
}

const candle = {
  ...{ type: 'ohlc', exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' },
  ...{ timestamp: expect.stringMatching(/Z$/), timestampMs: expect.any(Number), closeTime: expect.any(Number) },
  ...{ open: expect.any(String), high: expect.any(String), low: expect.any(String), close: expect.any(String) },
  ...{ volume: expect.any(String), quoteVolume: expect.any(String), tradeCount: expect.any(Number) },
  ...{ takerBuyBase: expect.any(String), takerBuyQuote: expect.any(String) },
  ...{ final: expect.any(Boolean), toldAt: expect.any(Number) },
};

it.each([
  ['/ws/binance/BTCUSDT/ohlc?interval=1m', {}],
  ['/ws/binance/btcusdt/ohlc', {}],
  ['/WS/Binance/BtcUsdt/OHLC/?interval=1m', {}],
  ['//ws//binance/btcusdt/ohlc', {}],
  ['/ws/binance/%62tcusdt/ohlc?interval=1%6D', {}],
  ['/ws/binanceusdm/btcusdt/ohlc', { exchange: 'binanceusdm' }],
  ['/ws/binance-futures/btcusdt/ohlc?interval=4H', { exchange: 'binance-futures', interval: '4h' }],
])('%s tells candles', async (path, differs) => {
  expect(await first(path)).toEqual({ ...candle, ...differs });
});

it.each(usdmLive.intervals)('there are candles of %s', async (interval) => {
  expect(await first(`/ws/binance/btcusdt/ohlc?interval=${interval}`)).toEqual({ ...candle, interval });
});

/** What comes over a socket whose address is wrong, and how it closes. */
async function refused(path: string) {
  const caller = await api.open(path);
  const { code, reason } = await caller.closed;
  return { messages: messages(caller), code, reason };
}

const topics = ['ohlc?interval=…', 'liquidations', 'large_trades?threshold=…'];
const exchanges = ['binance', 'binanceusdm', 'binance-futures'];
const one = '/ws/binance/btcusdt';
type Bad = readonly [path: string, error: string, parameter: string, accepted: unknown];
const badThresholds = ['0', '0.00', '-1', '1e30', '1e5', 'NaN', 'Infinity', 'many', '', '1,000', '0x10', '1%000', '.5'];
const aNumber: unknown = expect.stringContaining('a number of dollars above 0');

it.each<Bad>([
  ['/ws/kraken/btcusdt/ohlc', 'unknown-exchange', 'exchange', exchanges],
  ['/ws/%FF/btcusdt/LIQUIDATIONS', 'unknown-exchange', 'exchange', exchanges],
  [`${one}/trades`, 'unknown-stream', 'stream', topics],
  [`${one}/large-trades?threshold=1`, 'unknown-stream', 'stream', topics],
  [`${one}/__proto__`, 'unknown-stream', 'stream', topics],
  [one, 'unknown-stream', 'stream', topics],
  ['/ws/binance', 'unknown-stream', 'stream', topics],
  [`${one}/ohlc/1m`, 'unknown-stream', 'stream', topics],
  ['/ws/binance/a/ohlc', 'unknown-symbol', 'symbol', expect.any(String)],
  ["/ws/binance/btc'usdt/ohlc", 'unknown-symbol', 'symbol', expect.any(String)],
  [`/ws/binance/${'x'.repeat(5_000)}/ohlc`, 'unknown-symbol', 'symbol', expect.any(String)],
  ['/ws/binance/nosuchusdt/liquidations', 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHBTC', 'ETHUSDT']],
  ['/ws/binance/NOSUCHUSDT/large_trades', 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHBTC', 'ETHUSDT']],
  ['/ws/binance/nosuchbtc/large_trades', 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHBTC', 'ETHUSDT']],
  ['/ws/binance/nosuchbtc/large_trades?threshold=0', 'invalid-parameter', 'threshold', aNumber],
  [`${one}/ohlc?interval=2m`, 'invalid-parameter', 'interval', usdmLive.intervals],
  [`${one}/ohlc?interval=1s`, 'invalid-parameter', 'interval', usdmLive.intervals],
  [`${one}/ohlc?interval=3M`, 'invalid-parameter', 'interval', usdmLive.intervals],
  [`${one}/ohlc?interval=`, 'invalid-parameter', 'interval', usdmLive.intervals],
  [`${one}/ohlc?interval=%FF`, 'invalid-parameter', 'interval', usdmLive.intervals],
  [`${one}/ohlc?interval=1m&interval=5m`, 'invalid-parameter', 'interval', undefined],
  [`${one}/ohlc?limit=5`, 'invalid-parameter', 'limit', ['interval']],
  [`${one}/liquidations?threshold=1`, 'invalid-parameter', 'threshold', expect.stringContaining('no parameters')],
  ['/ws/binance/ethbtc/large_trades', 'not-in-dollars', 'symbol', usdmLive.dollarCoins],
  ['/ws/binance/ethbtc/large_trades?threshold=5', 'not-in-dollars', 'symbol', usdmLive.dollarCoins],
  ...badThresholds.map(
    (text): Bad => [`${one}/large_trades?threshold=${text}`, 'invalid-parameter', 'threshold', aNumber],
  ),
])('%s gets an error that names what there is, and 1008', async (path, error, parameter, accepted) => {
  api.symbols = new Set(['ETHUSDT', 'BTCUSDT', 'ETHBTC']);
  const { messages: told, code, reason } = await refused(path);
  expect(told).toEqual([
    { type: 'error', error, detail: expect.any(String), parameter, ...(accepted !== undefined && { accepted }) },
  ]);
  const { detail } = told[0] ?? {};
  expect(String(detail).length).toBeLessThan(250);
  expect([code, String(detail).startsWith(reason)]).toEqual([1008, true]);
  api.symbols = null;
});

it('while nobody knows what the exchange lists, a symbol of another coin is told that the threshold is in dollars', async () => {
  const { messages: told, code } = await refused('/ws/binance/nosuchbtc/large_trades');
  expect([told, code]).toEqual([[expect.objectContaining({ error: 'not-in-dollars' })], 1008]);
});

it.each(['1', '0.5', '100000.00', '1'.repeat(15)])('%s is a threshold', async (threshold) => {
  const caller = await api.open(`${one}/large_trades?threshold=${threshold}`);
  await eventually(() => api.link.followed().join() === 'btcusdt@aggTrade');
  caller.socket.terminate();
});

it('a contract that ends is followed, and one that only the relay does not know is refused', async () => {
  const caller = await api.open('/ws/binance/BTCUSDT_261225/large_trades');
  await eventually(() => api.link.followed().join() === 'btcusdt_261225@aggTrade');
  caller.socket.terminate();
  api.link.refusing.set('ethusdt@forceOrder', 'unknown');
  const { messages: told, code } = await refused('/ws/binance/ethusdt/liquidations');
  expect([told, code]).toEqual([[expect.objectContaining({ error: 'unknown-symbol' })], 1008]);
  api.link.refusing.clear();
});

it('what the refusals say is counted', async () => {
  const { ended, refused: none } = api.futures.counts;
  await eventually(() => api.futures.now().sockets === 0);
  expect(ended['bad-address']).toBeGreaterThan(30);
  expect(Object.values(none).every((count) => count === 0)).toBe(true);
});
