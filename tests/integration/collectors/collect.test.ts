import { intervalName } from '../../../exchanges/binance/intervals.ts';
import { intervalMinutes } from '../../../markets/intervals.js';
import { collectorsOf } from '../../../markets/markets.js';
import { dataKey } from '../../../store/redis/keys.ts';
import { readLatest } from '../../../store/values/latest.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, openBench } from './collecting.ts';

const collectors = collectorsOf('spot');

const pairs = ['btcusdt', 'ethusdt', 'etcusdt'];
let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ pairs, retention: { trades: 2000 } });
  await bench.start();
});
afterAll(() => bench.close());

const ask = async (path: string) => (await fetch(`${bench.simulator.url}${path}`)).json() as Promise<unknown>;

describe.each(collectors)('$name', ({ feed, interval, row }) => {
  it.each(pairs)('fills %s', async (code) => {
    const key = dataKey('spot', code, feed, interval);
    const isSeries = row.shape === 'series';
    const meta = await eventually(async () => {
      const page = isSeries ? await readSeries(bench.store, key, { offset: 0 }, 1) : await readLatest(bench.store, key);
      return page.meta ?? false;
    });
    expect(meta.source).toBe('simulator');
  });
});

it.each(intervalMinutes)("candles of %s minutes are the exchange's, string for string", async (minutes) => {
  const key = dataKey('spot', 'ethusdt', 'klines', minutes);
  await eventually(async () => {
    const told = (await ask(
      `/api/v3/klines?symbol=ETHUSDT&interval=${intervalName(minutes)}&limit=1000`,
    )) as unknown[][];
    const { rows } = await readSeries(bench.store, key, { offset: 0 }, 1000);
    const stored = rows.map((row) => JSON.parse(row) as unknown[]).reverse();
    // The newest candle forms while we look.
    const closed = told.slice(0, -1);
    expect(stored.slice(0, -1).map((row) => row.slice(0, 12))).toEqual(closed);
    expect(stored.slice(0, -1).every((row) => row[12] === 2)).toBe(true);
  });
});

it('trades follow one another without a hole and agree with the exchange', async () => {
  const key = dataKey('spot', 'btcusdt', 'trades');
  const { rows } = await readSeries(bench.store, key, { offset: 0 }, 2000);
  const stored = rows
    .map((row) => JSON.parse(row) as [number, string, string, number, number, number, boolean])
    .reverse();
  const first = stored[0]?.[0] ?? 0;
  expect(stored.map(([id]) => id)).toEqual(stored.map((_, index) => first + index));
  const told = (await ask(`/api/v3/aggTrades?symbol=BTCUSDT&fromId=${first}&limit=1000`)) as Record<string, unknown>[];
  expect(stored.slice(0, 1000)).toEqual(
    told.slice(0, stored.length).map(({ a, p, q, f, l, T, m }) => [a, p, q, f, l, T, m]),
  );
});

it('spends what it says it spends', async () => {
  await eventually(async () => {
    const spent = await Promise.all(
      collectors.map(async ({ name }) => (await bench.report(name))?.counters.weight ?? 0),
    );
    const counted = Object.values(bench.simulator.stats().weightByMinute).reduce((sum, weight) => sum + weight, 0);
    // Reports are up to a second old.
    expect(Math.abs(counted - 65 - spent.reduce((sum, weight) => sum + weight, 0))).toBeLessThan(200);
  });
  expect(bench.simulator.stats().byStatus).toEqual({ 200: bench.simulator.stats().requests });
});

it('keeps every per-second feed young', async () => {
  await eventually(async () => {
    for (const { feed, interval } of collectors.filter(({ row }) => row.everySeconds === 1)) {
      for (const code of pairs) {
        const asOf = Number(await bench.store.redis.hget(`${dataKey('spot', code, feed, interval)}:meta`, 'asOf'));
        expect(bench.simulator.now() - asOf).toBeLessThan(2_000);
      }
    }
  });
});
