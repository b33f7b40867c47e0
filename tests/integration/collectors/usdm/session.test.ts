import { enabledCollectors } from '../../../../config/enabledCollectors.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';
import { endpoints } from '../../../../exchanges/binance/usdm/endpoints.ts';
import { openHttp } from '../../../../exchanges/http.ts';
import { type FeedName, type Interval, rowOf } from '../../../../markets/markets.js';
import { type Params, requestOf } from '../../../../model/endpoint.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readReports } from '../../../../store/reports/health.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { configOf } from '../../../configOf.ts';
import { eventually } from '../../../eventually.ts';
import { type Bench, openBench } from '../collecting.ts';

/** A whole market of futures, with all its feeds, as one process runs it; spot runs beside it. */

const HOUR = 3_600_000;
/** Linkusdt is funded every 4 hours from the 20th on, before that every 8. */
const AT = Date.UTC(2026, 10, 24, 10, 7, 20);
const dated = 'btcusdt_261225';
const off = Object.fromEntries(
  ['index-info', 'asset-index', 'constituents', 'delivery-price', 'funding-info'].map((feed) => [
    feed,
    { enabled: true },
  ]),
);
const usdm = {
  pairs: ['btcusdt', 'linkusdt', dated, 'tslausdt', 'btcdomusdt'],
  klines: { intervals: [1, 5], prices: ['mark', 'premiumIndex'], contracts: ['current_quarter'] },
  feeds: off,
  retention: { trades: 1000, 'funding-rate': 30, klines: 200, 'klines-mark': 60 },
};
const content = { pairs: ['btcusdt'], feeds: { trades: { enabled: false } }, klines: { intervals: [1] }, usdm };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(content, { at: AT });
  await bench.start();
});
afterAll(() => bench.close());

const keyOf = (feed: FeedName, code = 'btcusdt', interval?: Interval) => dataKey('usdm', code, feed, interval);
const currentOf = async (feed: FeedName, code?: string) => {
  const { value } = await readLatest(bench.store, keyOf(feed, code));
  return value === null ? null : (JSON.parse(value) as Record<string, unknown>);
};
const rowsOf = async (feed: FeedName, code?: string, interval?: Interval) =>
  (await readSeries(bench.store, keyOf(feed, code, interval), { offset: 0 }, 10_000)).rows.map(
    (row) => JSON.parse(row) as (string | number | boolean | null)[],
  );
async function told(name: keyof typeof endpoints, params: Params): Promise<unknown> {
  const exchange = openHttp(binanceUsdm, { baseUrl: bench.simulator.url, apiKeys: () => [], deadlineMs: 30_000 });
  const { data } = await exchange.get(requestOf(endpoints[name], params));
  exchange.close();
  return data;
}

it('every enabled feed of a pair comes', async () => {
  const config = configOf(content);
  const enabled = enabledCollectors(config).filter(({ market }) => market === 'usdm');
  expect(enabled.length).toBe(29);
  // Not an index: there is nothing of it. And nobody knows when somebody is liquidated.
  const none = (feed: string, code: string) => (feed === 'index-info' || feed === 'liquidations') && code === 'btcusdt';
  await eventually(async () => {
    const missing: string[] = [];
    for (const { feed, interval, name } of enabled) {
      const exists = await bench.store.redis.exists(keyOf(feed, 'btcusdt', interval));
      if (exists === 0 && !none(feed, 'btcusdt')) missing.push(name);
    }
    expect(missing).toEqual([]);
  });
  const reports = await readReports(bench.store);
  for (const { name } of enabled) expect(reports.get(name)).toMatchObject({ name, state: 'active' });
  expect(reports.get('usdm-basis')).toMatchObject({ pool: 'statistics' });
  for (const name of ['usdm-trades', 'usdm-liquidations'])
    expect(reports.get(name)).toMatchObject({ state: 'active', served: 'stream' });
});

it('values are those of the exchange', async () => {
  const some = [
    ...[
      ['pair-info', dated],
      ['mark-price', 'btcusdt'],
      ['asset-index', 'btcusdt'],
      ['depth', 'btcusdt'],
    ],
    ...[
      ['funding-info', 'linkusdt'],
      ['index-info', 'btcdomusdt'],
    ],
  ] as [FeedName, string][];
  await eventually(async () => {
    for (const [feed, code] of some) expect(await currentOf(feed, code)).not.toBeNull();
  });
  expect(await currentOf('pair-info', dated)).toMatchObject({
    symbol: 'BTCUSDT_261225',
    pair: 'BTCUSDT',
    status: 'TRADING',
  });
  expect(await currentOf('mark-price')).toMatchObject({
    symbol: 'BTCUSDT',
    nextFundingTime: Date.UTC(2026, 10, 24, 16),
  });
  expect(await currentOf('asset-index')).toMatchObject({ symbol: 'BTCUSD' });
  expect(await currentOf('funding-info', 'linkusdt')).toMatchObject({ fundingIntervalHours: 4 });
  expect(await currentOf('index-info', 'btcdomusdt')).toMatchObject({ symbol: 'BTCDOMUSDT' });
  const { value } = await readLatest(bench.store, keyOf('depth'));
  expect(value).toMatch(/^\{"lastUpdateId":\d+,"bids":\[\[.*"asks":/);
});

it('funding has the interval that applied: 8 hours before the change, 4 after it', async () => {
  await eventually(async () => expect((await rowsOf('funding-rate', 'linkusdt')).length).toBeGreaterThanOrEqual(28));
  const rows = await rowsOf('funding-rate', 'linkusdt');
  const change = Date.UTC(2026, 10, 20);
  for (const [time, , mark, hours] of rows) {
    expect(hours).toBe(Number(time) < change + HOUR ? 8 : 4);
    expect(mark).toMatch(/^\d/);
  }
  // What was paid before the process has seen cap and floor.
  for (const fields of rows) expect(fields.slice(4)).toEqual([null, null]);
});

it('statistics: all rows that are kept, without a hole', async () => {
  const feeds = ['open-interest-hist', 'long-short-accounts', 'taker-volume', 'basis'] as const;
  for (const feed of feeds) {
    await eventually(async () => expect(await rowsOf(feed)).toHaveLength(500));
    const times = (await rowsOf(feed)).map(([time]) => Number(time));
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) - index * 300_000));
  }
  const [, ...rest] = await rowsOf('basis');
  const sent = (await told('basis', { pair: 'BTCUSDT', contractType: 'PERPETUAL', period: '5m', limit: 10 })) as Record<
    string,
    unknown
  >[];
  const same = sent.find(({ timestamp }) => timestamp === rest[0]?.[0]);
  expect(rest[0]).toEqual([same?.timestamp, same?.indexPrice, same?.futuresPrice, same?.basis, same?.basisRate, null]);
});

it('candles of trades, of prices and of contracts: history, and final rows as the exchange tells them', async () => {
  const cases = [
    ['klines', 'klines', { symbol: 'BTCUSDT' }, 200],
    ['klines-mark', 'markPriceKlines', { symbol: 'BTCUSDT' }, 60],
    ['klines-premium', 'premiumIndexKlines', { symbol: 'BTCUSDT' }, 200],
    ['klines-current-quarter', 'continuousKlines', { pair: 'BTCUSDT', contractType: 'CURRENT_QUARTER' }, 200],
  ] as const;
  for (const [feed, name, whose, count] of cases) {
    await eventually(async () => expect((await rowsOf(feed, 'btcusdt', 1)).length).toBeGreaterThanOrEqual(count));
    const rows = await rowsOf(feed, 'btcusdt', 1);
    const times = rows.map(([time]) => Number(time));
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) - index * 60_000));
    const final = rows.filter((fields) => fields.at(-1) === 2).slice(0, 50);
    expect(final.length).toBe(50);
    const span = { startTime: Number(final.at(-1)?.[0]), endTime: Number(final[0]?.[0]) };
    const sent = (await told(name, { ...whose, interval: '1m', limit: 500, ...span })) as (string | number)[][];
    const columns = rowOf('usdm', feed);
    const isPriced = columns.shape === 'series' && columns.columns.length === 7;
    const expected = sent.toReversed().map((row) => (isPriced ? [...row.slice(0, 5), row[6], 2] : [...row, 2]));
    expect(final).toEqual(expected);
  }
});

it('open interest: samples in order, about one each ten seconds', async () => {
  await eventually(async () => expect((await rowsOf('open-interest')).length).toBeGreaterThanOrEqual(4));
  const times = (await rowsOf('open-interest')).map(([time]) => Number(time));
  const steps = times.slice(1).map((time, index) => (times[index] ?? 0) - time);
  for (const step of steps) expect(step).toBeGreaterThan(0);
  expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeGreaterThan(7_000);
});

it('nothing was refused, no limit was broken, and spot goes on beside it', async () => {
  const { byStatus, usdm: spent, insisted } = bench.simulator.stats();
  const reports = [...(await readReports(bench.store)).values()];
  const failing = reports.flatMap(({ name, pairs }) =>
    Object.entries(pairs).flatMap(([code, { lastError }]) =>
      lastError === null ? [] : [`${name} ${code}: ${lastError}`],
    ),
  );
  expect(failing).toEqual([]);
  expect(byStatus['429']).toBeUndefined();
  expect(spent.maxWeightInMinute).toBeLessThanOrEqual(2160);
  expect(spent.mostInPool.data ?? 0).toBeLessThanOrEqual(900);
  expect(insisted).toBe(0);
  const { meta } = await readLatest(bench.store, dataKey('spot', 'btcusdt', 'price'));
  expect(bench.simulator.now() - (meta?.asOf ?? 0)).toBeLessThan(5_000);
});
