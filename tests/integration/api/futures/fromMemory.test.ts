import { dataKey } from '../../../../store/redis/keys.ts';
import { writeLatest } from '../../../../store/values/latest.ts';
import { storedCandles } from '../binance/dialectWorld.ts';
import { type FuturesWorld, openFuturesWorld, usdm } from './futuresWorld.ts';

/** What is stored whole and fresh is told without asking anybody, and is to the letter what the exchange would tell. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: FuturesWorld;
beforeAll(async () => {
  world = await openFuturesWorld({ usdm, callers: { share: 1 } });
});
afterAll(() => world.close());

const told = async (path: string, params: Record<string, string | number>) =>
  JSON.parse(await world.told(path, { symbol: 'BTCUSDT', ...params }));

interface Paid {
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly markPrice: string;
}

const rowsOf = {
  oi: ({ time, openInterest }: { time: number; openInterest: string }) => ({
    score: time,
    member: JSON.stringify([time, openInterest]),
  }),
  statistic: (row: { timestamp: number; sumOpenInterest: string; sumOpenInterestValue: string }) => ({
    score: row.timestamp,
    member: JSON.stringify([row.timestamp, row.sumOpenInterest, row.sumOpenInterestValue]),
  }),
  paid: ({ fundingTime, fundingRate, markPrice }: Paid, hours: number | null) => ({
    score: fundingTime,
    member: JSON.stringify([fundingTime, fundingRate, markPrice || null, hours, null, null]),
  }),
};

const paidRows = (rows: readonly Paid[]) =>
  rows.map((row, index) => {
    const before = rows[index - 1]?.fundingTime;
    return rowsOf.paid(row, before === undefined ? null : Math.round((row.fundingTime - before) / HOUR));
  });

/** What a path answers while nothing is stored, and the requests that it took. */
async function answer(path: string) {
  const before = world.requests();
  const { status, body, headers } = await world.get(path);
  return {
    status,
    body,
    cache: headers['x-cache'],
    age: Number(headers['x-data-age-ms']),
    requests: world.requests() - before,
  };
}

async function expectSame(path: string, store: () => Promise<void>, age = 0) {
  const passed = await answer(path);
  expect([passed.status, passed.cache]).toEqual([200, 'pass']);
  await store();
  const stored = await answer(path);
  expect(stored).toEqual({ ...passed, cache: 'hit', age, requests: 0 });
}

const options = { market: 'usdm' as const };

it('candles', async () => {
  await expectSame('/binance/ohlc/btcusdt/1m?limit=90', async () => {
    const body = await world.told('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m', limit: 100 });
    await world.store('klines', storedCandles(body), { ...options, interval: 1 });
  });
});

it('longer candles that nobody collects, once their closed ones were fetched', async () => {
  const body = await world.told('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1h', limit: 100 });
  await world.store('klines', storedCandles(body), { ...options, interval: 60 });
  const path = '/binance/ohlc/btcusdt/4h?limit=10';
  const first = await answer(path);
  const second = await answer(path);
  expect(second).toMatchObject({ status: 200, body: first.body, cache: 'hit', requests: 0 });
  const rows = await told('/fapi/v1/klines', { interval: '4h', limit: 10 });
  expect(second.body.map(({ close }: { close: string }) => close)).toEqual(rows.map((row: string[]) => row[4]));
});

it('open interest, with its age', async () => {
  await expectSame(
    '/binance/oi/btcusdt',
    async () => {
      await world.store('open-interest', [rowsOf.oi(await told('/fapi/v1/openInterest', {}))], {
        ...options,
        kind: 'samples',
        asOf: world.now - 700,
      });
    },
    700,
  );
});

it('the history of open interest', async () => {
  await expectSame('/binance/oi-hist/btcusdt', async () => {
    const rows = await told('/futures/data/openInterestHist', { period: '5m', limit: 120 });
    await world.store('open-interest-hist', rows.map(rowsOf.statistic), { ...options, kind: 'figures' });
  });
  // What is not stored whole, or of another period, is asked for.
  expect(await answer('/binance/oi-hist/btcusdt?limit=121')).toMatchObject({ status: 200, cache: 'pass' });
  expect(await answer('/binance/oi-hist/btcusdt?period=1h')).toMatchObject({ status: 200, cache: 'pass' });
});

it('mark price and the next funding, also where a stream has told them', async () => {
  await expectSame('/binance/funding/btcusdt', async () => {
    const { interestRate: _, ...rest } = await told('/fapi/v1/premiumIndex', {});
    await world.known(async () => {
      const by = { fence: 1, asOf: world.now, source: 'simulator' };
      await writeLatest(world.api.store, dataKey('usdm', 'btcusdt', 'mark-price'), JSON.stringify(rest), by);
    });
  });
  // Who asks in the exchange's own words gets all that it sends.
  const { body } = await world.get('/fapi/v1/premiumIndex?symbol=BTCUSDT');
  expect(body).toEqual(await told('/fapi/v1/premiumIndex', {}));
  expect(body.interestRate).toBeDefined();
});

it('funding that was paid', async () => {
  const rows: Paid[] = await told('/fapi/v1/fundingRate', { limit: 50 });
  await expectSame('/binance/funding-hist/btcusdt?limit=40', () =>
    world.store('funding-rate', paidRows(rows), { ...options, kind: 'funding' }),
  );
  expect(await answer('/binance/funding-hist/btcusdt?limit=51')).toMatchObject({ status: 200, cache: 'pass' });
});

describe('funding that was paid', () => {
  it('is asked for where a payment is missing in between', async () => {
    const rows: Paid[] = await told('/fapi/v1/fundingRate', { symbol: 'ETHUSDT', limit: 30 });
    const holed = paidRows(rows).toSpliced(20, 1);
    await world.store('funding-rate', holed, { ...options, code: 'ethusdt', kind: 'funding' });
    expect(await answer('/binance/funding-hist/ethusdt?limit=9')).toMatchObject({ cache: 'hit', requests: 0 });
    const across = await answer('/binance/funding-hist/ethusdt?limit=12');
    expect(across).toMatchObject({ status: 200, cache: 'pass' });
    expect(across.body).toHaveLength(12);
  });
});

describe('where nothing is asked of the exchange', () => {
  beforeAll(() => world.edit({ usdm, callers: { share: 0 } }));

  it('what is stored is told as ever', async () => {
    expect(await answer('/binance/ohlc/btcusdt/1m?limit=90')).toMatchObject({ status: 200, cache: 'hit', requests: 0 });
    expect(await answer('/binance/oi-hist/btcusdt')).toMatchObject({ status: 200, cache: 'hit', requests: 0 });
  });

  it.each([
    '/binance/ohlc/btcusdt/4h?limit=11',
    '/binance/ohlc/btcusdt/1m?limit=1500',
    '/binance/ohlc/ltcusdt/1m',
    '/binance/oi/ethusdt',
    '/binance/oi-hist/btcusdt?period=1d',
    '/binance/funding/nosuchusdt',
    '/binance/funding-hist/ltcusdt',
  ])('%s gets a 503 that says what there is', async (path) => {
    const { status, body, requests } = await answer(path);
    expect([status, body.error, requests]).toEqual([503, 'not-stored', 0]);
    expect(body.detail).toContain('callers.share is 0');
    expect(body.detail).toContain(
      'Collected are ohlc of 1m, 1h; oi; oi-hist (period 5m); funding; funding-hist: of BTCUSDT, ETHUSDT.',
    );
  });

  it('without futures it says so', async () => {
    world.edit({ callers: { share: 0 } });
    const { status, body } = await world.get('/binance/oi/btcusdt');
    expect([status, body.error]).toEqual([503, 'not-stored']);
    expect(body.detail).toContain('CONFIG.json has no usdm.pairs');
    world.edit({ usdm, callers: { share: 0 } });
  });

  it('while Redis is away it says that', async () => {
    world.api.apiStore = null;
    const { status, body, headers } = await world.get('/binance/ohlc/btcusdt/1m?limit=77');
    world.api.apiStore = world.api.store;
    expect([status, body.error, headers['retry-after']]).toEqual([503, 'redis-unavailable', '1']);
  });
});

it('funding that was paid is asked for where nobody has looked since an hour has ended', async () => {
  // The exchange's clock never goes back: this test comes last.
  world.edit({ usdm, callers: { share: 1 } });
  const path = '/binance/funding-hist/btcusdt?limit=30';
  expect(await answer(path)).toMatchObject({ cache: 'hit' });
  const at = world.now;
  world.now = Math.ceil(at / HOUR) * HOUR + 100;
  await world.known(async () => {
    const rows: Paid[] = await told('/fapi/v1/fundingRate', { limit: 50 });
    const kept = paidRows(rows.filter(({ fundingTime }) => fundingTime < at));
    await world.store('funding-rate', kept, { ...options, kind: 'funding', asOf: world.now - 1_000 });
  });
  expect(await answer(path)).toMatchObject({ status: 200, cache: 'pass' });
});
