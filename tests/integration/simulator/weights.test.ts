import { type Bench, startBench } from './client.ts';

const START = Date.UTC(2026, 10, 21, 12, 0, 1);
let minute = 0;
let now = START;
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => now, weightLimit: 6000 });
});
afterAll(() => bench.simulator.close());
beforeEach(() => {
  minute += 2;
  now = START + minute * 60_000;
  bench.simulator.resetLimits();
  bench.simulator.resetStats();
});

const list = (count: number) => `[${Array.from({ length: count }, (_, index) => `"P${index}"`).join()}]`;

describe('request weight', () => {
  it.each([
    ['ping', 1],
    ['time', 1],
    ['exchangeInfo', 20],
    ['exchangeInfo?symbol=BTCUSDT', 20],
    ['depth?symbol=BTCUSDT', 5],
    ['depth?symbol=BTCUSDT&limit=100', 5],
    ['depth?symbol=BTCUSDT&limit=101', 25],
    ['depth?symbol=BTCUSDT&limit=500', 25],
    ['depth?symbol=BTCUSDT&limit=501', 50],
    ['depth?symbol=BTCUSDT&limit=1000', 50],
    ['depth?symbol=BTCUSDT&limit=1001', 250],
    ['depth?symbol=BTCUSDT&limit=5000', 250],
    ['trades?symbol=BTCUSDT&limit=1', 25],
    ['historicalTrades?symbol=BTCUSDT&limit=1', 25],
    ['aggTrades?symbol=BTCUSDT&limit=1', 4],
    ['klines?symbol=BTCUSDT&interval=1m&limit=1000', 2],
    ['uiKlines?symbol=BTCUSDT&interval=1m&limit=1000', 2],
    ['ticker?symbol=BTCUSDT', 4],
    [`ticker?symbols=${list(50)}`, 200],
    [`ticker?symbols=${list(51)}`, 200],
    [`ticker/tradingDay?symbols=${list(7)}`, 28],
    ['ticker/tradingDay?symbol=BTCUSDT', 4],
    ['avgPrice?symbol=BTCUSDT', 2],
    ['ticker/24hr?symbol=BTCUSDT', 2],
    ['ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]', 2],
    [`ticker/24hr?symbols=${list(20)}`, 2],
    [`ticker/24hr?symbols=${list(21)}`, 40],
    [`ticker/24hr?symbols=${list(100)}`, 40],
    [`ticker/24hr?symbols=${list(101)}`, 80],
    ['ticker/24hr?type=MINI', 80],
    ['ticker/price?symbol=BTCUSDT', 2],
    ['ticker/price?symbols=["BTCUSDT"]', 4],
    ['ticker/price', 4],
    ['ticker/bookTicker?symbol=BTCUSDT', 2],
    ['ticker/bookTicker?symbols=["BTCUSDT"]', 4],
    ['ticker/bookTicker', 4],
    ['klines?symbol=NOSUCH&interval=1m', 2],
    ['nowhere', 0],
  ])('of %s is %p', async (path, weight) => {
    const { headers } = await bench.get(path);
    expect(headers.get('X-MBX-USED-WEIGHT-1M')).toBe(String(weight));
  });

  it('starts anew with each UTC minute', async () => {
    await bench.get('exchangeInfo');
    expect((await bench.get('ping')).headers.get('X-MBX-USED-WEIGHT-1M')).toBe('21');
    now += 59_000;
    expect((await bench.get('ping')).headers.get('X-MBX-USED-WEIGHT-1M')).toBe('1');
    expect(bench.simulator.stats().maxWeightInMinute).toBe(21);
  });

  it('beyond the limit is answered 429 with Retry-After, then 418, and the statistics tell', async () => {
    for (let count = 0; count < 24; count += 1) await bench.get('depth?symbol=NOSUCH&limit=5000');
    const refused = await bench.get('ping');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('59');
    expect(refused.json()).toMatchObject({ code: -1003 });
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await bench.get('ping')).status);
    expect(statuses).toEqual([...Array(9).fill(429), 418, 418]);
    const banned = await bench.get('ping');
    expect(banned.headers.get('Retry-After')).toBe('120');
    expect(banned.json().msg).toContain(`banned until ${now + 120_000}`);
    expect(bench.simulator.stats()).toMatchObject({
      byStatus: { '400': 24, '429': 10, '418': 3 },
      insisted: 12,
      refusals: 13,
      byPath: { '/api/v3/ping': 13 },
    });
  });
});
