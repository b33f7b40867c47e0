import { setTimeout as wait } from 'node:timers/promises';
import { connectors } from '../../../../gateway/connectors.ts';
import { marketNames } from '../../../../markets/markets.js';
import type { Endpoint } from '../../../../model/endpoint.ts';
import { infoKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { type Answer, type ApiWorld, openApiWorld } from './apiWorld.ts';

/**
 * The API beside collectors, the simulated exchange and Redis. Then the exchange's clock stands still, so that what it answers itself and what
 * was collected are of one moment: each path answers the same, byte for byte, from memory or through the gateway.
 */

/** Each test below asks for something else. */
const callers = { share: 0.9 };

/** No candle and no period ends while the clock stands. */
const AT = Date.UTC(2026, 10, 24, 10, 7, 10);

const fast = { enabled: true, everySeconds: 10 };
const usdm = {
  pairs: ['btcusdt', 'btcdomusdt'],
  klines: { intervals: [1], prices: ['mark', 'index', 'premiumIndex'], contracts: ['perpetual'] },
  feeds: {
    // Where the clock stands, streams say nothing; and they never tell the interest rate.
    'mark-price': { transport: 'poll' },
    'book-ticker': { transport: 'poll' },
    trades: { transport: 'poll' },
    'klines-perpetual': { transport: 'poll' },
    'index-info': fast,
    'asset-index': fast,
    constituents: fast,
    'delivery-price': fast,
  },
  retention: { trades: 1000, 'funding-rate': 30, klines: 200 },
};

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(
    { pairs: ['btcusdt', 'ethusdt'], klines: { intervals: [1, 5] }, callers, usdm },
    { at: AT },
  );
  await eventually(async () => {
    // Until then it is answered from what the gateway has kept.
    for (const market of marketNames) expect(await world.store.redis.exists(infoKey(market))).toBe(1);
    for (const path of fromMemory) {
      const { status, headers } = await world.get(path);
      expect([path, status, headers.get('x-cache')]).toEqual([path, 200, 'hit']);
    }
  });
  // No candle ends while the clock stands: the API's goes on.
  await eventually(() => world.simulator.now() % 60_000 < 5_000);
  world.stand(true);
  // All that is polled has come of the moment at which the clock stands.
  await wait(11_000);
}, 180_000);
afterAll(() => world.close());
beforeEach(() => forgetWeight());

/** Answered from what is stored. */
const fromMemory = [
  '/api/v3/ping',
  '/api/v3/time',
  '/api/v3/exchangeInfo',
  '/api/v3/exchangeInfo?symbol=BTCUSDT',
  '/api/v3/exchangeInfo?symbols=["ETHUSDT","LTCUSDT"]',
  '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=50',
  '/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=20',
  '/api/v3/aggTrades?symbol=BTCUSDT&limit=100',
  '/api/v3/depth?symbol=BTCUSDT',
  '/api/v3/depth?symbol=BTCUSDT&limit=5',
  '/api/v3/depth?symbol=ETHUSDT&limit=17&symbolStatus=TRADING',
  '/api/v3/avgPrice?symbol=BTCUSDT',
  '/api/v3/ticker/24hr?symbol=BTCUSDT',
  '/api/v3/ticker/24hr?symbol=BTCUSDT&type=FULL',
  '/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI',
  '/api/v3/ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]',
  '/api/v3/ticker/24hr?symbols=["ETHUSDT"]&type=MINI',
  '/api/v3/ticker/price?symbol=BTCUSDT',
  '/api/v3/ticker/price?symbols=["ETHUSDT","BTCUSDT"]&symbolStatus=TRADING',
  '/api/v3/ticker/bookTicker?symbol=BTCUSDT',
  '/api/v3/ticker/bookTicker?symbols=["BTCUSDT","ETHUSDT"]',
  '/fapi/v1/ping',
  '/fapi/v1/time',
  '/fapi/v1/exchangeInfo',
  '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=50',
  '/fapi/v1/continuousKlines?pair=BTCUSDT&contractType=PERPETUAL&interval=1m&limit=50',
  '/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1m&limit=50',
  '/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1m&limit=50',
  '/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1m&limit=20',
  '/fapi/v1/aggTrades?symbol=BTCUSDT&limit=100',
  '/fapi/v1/ticker/24hr?symbol=BTCUSDT',
  '/fapi/v1/ticker/price?symbol=BTCUSDT',
  '/fapi/v2/ticker/price?symbol=BTCUSDT',
  '/fapi/v1/ticker/bookTicker?symbol=BTCUSDT',
  '/fapi/v1/premiumIndex?symbol=BTCUSDT',
  '/fapi/v1/openInterest?symbol=BTCUSDT',
  '/fapi/v1/indexInfo?symbol=BTCDOMUSDT',
  '/fapi/v1/assetIndex?symbol=BTCUSD',
  '/fapi/v1/constituents?symbol=BTCUSDT',
  '/futures/data/delivery-price?pair=BTCUSDT',
  '/futures/data/topLongShortPositionRatio?symbol=BTCUSDT&period=5m',
  '/futures/data/topLongShortAccountRatio?symbol=BTCUSDT&period=5m&limit=7',
  '/futures/data/globalLongShortAccountRatio?symbol=BTCUSDT&period=5m',
  '/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=5m',
  '/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=5m',
];

/** Of the exchange itself, each time. */
const passing = [
  '/api/v3/exchangeInfo?permissions=MARGIN',
  '/api/v3/klines?symbol=LTCUSDT&interval=1m&limit=5',
  '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5&timeZone=1',
  '/api/v3/uiKlines?symbol=BTCUSDT&interval=1m&limit=5',
  '/api/v3/ticker/tradingDay?symbol=BTCUSDT',
  '/api/v3/ticker?symbol=BTCUSDT&windowSize=1h',
  '/api/v3/aggTrades?symbol=LTCUSDT&limit=5',
  '/api/v3/depth?symbol=BTCUSDT&limit=500',
  '/api/v3/trades?symbol=BTCUSDT&limit=5',
  '/api/v3/historicalTrades?symbol=BTCUSDT&limit=5',
  '/api/v3/ticker/24hr',
  '/api/v3/ticker/24hr?symbols=["BTCUSDT","LTCUSDT"]',
  '/api/v3/ticker/price',
  '/api/v3/ticker/price?symbol=LTCUSDT',
  '/api/v3/ticker/bookTicker?symbols=["LTCUSDT","BTCUSDT"]',
  '/api/v3/avgPrice?symbol=LTCUSDT',
  '/fapi/v1/depth?symbol=BTCUSDT&limit=5',
  '/fapi/v1/trades?symbol=BTCUSDT&limit=5',
  '/fapi/v1/fundingRate?symbol=BTCUSDT',
  '/fapi/v1/fundingInfo',
  '/fapi/v1/premiumIndex',
  '/fapi/v1/ticker/24hr',
  '/fapi/v1/ticker/bookTicker',
  '/fapi/v1/assetIndex',
  '/fapi/v1/indexInfo',
  '/futures/data/openInterestHist?symbol=BTCUSDT&period=5m',
  '/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=1h',
];

/** Times that the exchange tells of the moment at which it is asked; the API tells them by the same clock, which goes on. */
const withoutNow = (text: string): string => text.replace(/"serverTime":\d+/, '"serverTime":0');

/** Of prices that nothing is traded at, the exchange counts what a candle was made from: it says that the number means nothing, and none is stored. */
const comparable = (path: string, text: string): string =>
  /(?:mark|index|premium)\w*Klines/i.test(path)
    ? text.replace(/,"0",\d+,"0","0","0"\]/g, ',"0",0,"0","0","0"]')
    : withoutNow(text);

/** Collected each five minutes, or each hour. */
const isSlow = /exchangeInfo|^\/futures\/data/;

it.each(fromMemory)('%s: from memory', async (path) => {
  const [ours, theirs] = [await world.get(path), await world.ask(path)];
  expect(ours.headers.get('x-cache')).toBe('hit');
  expect(comparable(path, ours.text)).toBe(comparable(path, theirs.text));
  expect(ours.headers.get('content-type')).toBe(theirs.headers.get('content-type'));
  expect(Number(ours.headers.get('x-data-age-ms'))).toBeLessThan(isSlow.test(path) ? 300_000 : 35_000);
  expect(ours.headers.get('x-data-source')).toBe('simulator');
  expect(ours.headers.has('x-mbx-used-weight-1m')).toBe(false);
});

/** Where the clock stands no minute ends: what polls weigh would add up until nothing is sent any more, and the exchange refuses all. */
async function forgetWeight(): Promise<void> {
  world.simulator.resetLimits();
  const { redis } = world.store;
  const accounts = await redis.keys('collector:budget:*');
  if (accounts.length > 0) await redis.del(...accounts);
}

/** Who has no weight left in this minute has some in the next one: the clock of the API goes on. */
const withWeight = (path: string): Promise<Answer> =>
  eventually(async () => {
    const answer = await world.get(path);
    return answer.status !== 429 && answer;
  }, 100_000);

it.each(passing)('%s: through the gateway', async (path) => {
  const [ours, theirs] = [await withWeight(path), await world.ask(path)];
  expect([ours.status, ours.text]).toEqual([200, theirs.text]);
  expect(ours.headers.get('x-cache')).toBe('pass');
  // Of futures it is not told where it is counted apart, or not exact.
  if (path.startsWith('/api/')) expect(Number(ours.headers.get('x-mbx-used-weight-1m'))).toBeGreaterThan(0);
});

it('what is answered from memory asks nothing of the exchange', async () => {
  const sent = fromMemory.length * 20;
  const before = world.simulator.stats().requests;
  for (let round = 0; round < 20; round++) await Promise.all(fromMemory.map((path) => world.get(path)));
  // The collectors go on meanwhile.
  expect(world.simulator.stats().requests - before).toBeLessThan(sent / 2);
});

it('every path of both markets is answered', async () => {
  const served = [...fromMemory, ...passing].map((path) => path.replace(/\?.*/, ''));
  // Only with an API key.
  const { status, body } = await world.get('/fapi/v1/historicalTrades?symbol=BTCUSDT');
  expect([status, body]).toEqual([401, { code: -2014, msg: expect.stringContaining('apiKeys') }]);
  const all: readonly Endpoint[] = [...(connectors.spot.endpoints ?? []), ...(connectors.usdm.endpoints ?? [])];
  const left = all.map(({ path }) => path).filter((path) => !served.includes(path));
  expect(left).toEqual(['/fapi/v1/historicalTrades']);
});
