import { API_KEY } from '../../../unit/simulator/usdm/askUsdm.ts';
import { type Bench, startBench } from '../client.ts';
import { usdmRequests } from './requests.ts';

const START = Date.UTC(2026, 10, 21, 12, 0, 1);
const FIVE_MINUTES = 300_000;
let now = START;
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => now });
});
afterAll(() => bench.simulator.close());
beforeEach(() => {
  bench.simulator.resetLimits();
  bench.simulator.resetStats();
});

const ask = (path: string) => bench.getPath(path, { 'X-MBX-APIKEY': API_KEY });
const usedWeight = async () => (await ask('/fapi/v1/ping')).headers.get('X-MBX-USED-WEIGHT-1M');

describe('requests to the futures market', () => {
  it('are thirty endpoints', () => {
    expect(new Set(usdmRequests.map(({ path }) => path.split('?')[0])).size).toBe(30);
  });

  it.each(usdmRequests)('$path weighs $weight', async ({ path, weight, pool }) => {
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    expect(headers.get('X-MBX-USED-WEIGHT-1M')).toBe(pool === 'funding' ? null : String(weight));
    expect(await usedWeight()).toBe(String(weight + 1));
    expect(bench.simulator.stats().usdm).toMatchObject({
      maxWeightInMinute: weight + 1,
      mostInPool: pool === undefined ? {} : { [pool]: 1 },
    });
  });

  it('cost their weight when they are refused for what they ask, too', async () => {
    expect((await ask('/fapi/v1/klines?symbol=NOSUCH&interval=1m&limit=1500')).status).toBe(400);
    expect(await usedWeight()).toBe('11');
  });

  it('are counted apart from those to the spot market', async () => {
    await ask('/fapi/v1/ticker/24hr');
    expect((await bench.get('exchangeInfo')).headers.get('X-MBX-USED-WEIGHT-1M')).toBe('20');
    expect(bench.simulator.stats()).toMatchObject({ maxWeightInMinute: 20, usdm: { maxWeightInMinute: 40 } });
  });

  it('beyond 2400 weight of a UTC minute are answered 429, and the spot market still answers', async () => {
    for (let count = 0; count < 12; count += 1) await ask('/fapi/v1/historicalTrades?symbol=BTCUSDT&limit=1');
    const refused = await ask('/fapi/v1/ping');
    expect([refused.status, refused.json().code, refused.headers.get('Retry-After')]).toEqual([429, -1003, '59']);
    expect((await bench.get('ping')).status).toBe(200);
    now += 59_000;
    expect((await ask('/fapi/v1/ping')).status).toBe(200);
  });
});

describe.each([
  ['funding', 500, '/fapi/v1/fundingInfo', '/fapi/v1/fundingRate?symbol=BTCUSDT&limit=1'],
  [
    'data',
    1000,
    '/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=1',
    '/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=5m&limit=1',
  ],
])('the pool of %s', (name, limit, path, other) => {
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent += 1) await ask(sent % 2 === 0 ? path : other);
  };

  it('has so many requests in any five minutes, wherever they begin; then 429 until there is room', async () => {
    await send(limit / 2);
    now += FIVE_MINUTES - 10_000;
    await send(limit / 2);
    const refused = await ask(path);
    expect([refused.status, refused.json().code, refused.headers.get('Retry-After')]).toEqual([429, -1003, '10']);
    expect((await ask('/fapi/v1/ping')).status).toBe(200);
    now += 10_000;
    await send(limit / 2);
    expect((await ask(other)).status).toBe(429);
    const { usdm, byStatus, refusals, insisted } = bench.simulator.stats();
    expect(usdm.mostInPool).toEqual({ [name]: limit });
    expect([byStatus['429'], refusals, insisted]).toEqual([2, 2, 0]);
  });
});

describe('limits', () => {
  it('can be set, and exchangeInfo tells that of weight', async () => {
    const small = await startBench({ now: () => now, usdm: { weightLimit: 100, pools: { funding: 1 } } });
    const info = (await small.getPath('/fapi/v1/exchangeInfo')).json<{ rateLimits: { limit: number }[] }>();
    expect(info.rateLimits[0]).toMatchObject({ rateLimitType: 'REQUEST_WEIGHT', limit: 100 });
    await small.getPath('/fapi/v1/fundingInfo');
    expect((await small.getPath('/fapi/v1/fundingInfo')).status).toBe(429);
    await small.simulator.close();
  });
});
