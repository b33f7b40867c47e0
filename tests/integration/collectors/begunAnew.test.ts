import { scoreOf } from '../../../model/seriesRow.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingExchange, type ChangingWorld, changing, withRows } from './changingExchange.ts';

type Trade = Record<string, unknown>;
const key = dataKey('spot', 'btcusdt', 'trades');
/** The ids are lower by this from one moment on. */
const LOWER = 1_000_000;

interface World extends ChangingWorld {
  /** Ids stored, newest first. */
  ids(): Promise<number[]>;
  age(): Promise<number>;
  gapCauses(): Promise<string[]>;
}

const collecting = (config: object, test: (world: World) => Promise<void>): Promise<void> =>
  changing({ pairs: ['btcusdt'], retention: { trades: 1000, klines: 100 }, ...config }, (world) => {
    const { bench } = world;
    return test({
      ...world,
      ids: async () => (await readSeries(bench.store, key, { offset: 0 }, 5000)).rows.map(scoreOf),
      age: async () => bench.simulator.now() - Number((await bench.store.redis.hget(`${key}:meta`, 'asOf')) ?? 0),
      gapCauses: async () => (await readGaps(bench.store, 'trades')).map(({ cause }) => cause),
    });
  });

/** The exchange begins anew: all ids are lower, and it knows none above. */
function beginAnew(exchange: ChangingExchange): void {
  exchange.change = async (path, query, right) => {
    if (!['aggTrades', 'trades', 'historicalTrades'].includes(path)) return undefined;
    const fromId = query.get('fromId');
    if (fromId !== null) query.set('fromId', String(Number(fromId) + LOWER));
    const lower = (row: Trade) => Object.fromEntries(['a', 'f', 'l', 'id'].map((id) => [id, Number(row[id]) - LOWER]));
    return withRows<Trade>(right, (rows) => rows.map((row) => ({ ...row, ...lower(row) })));
  };
}

it.concurrent.each(['aggTrades', 'trades'])(
  '%s: ids that begin anew are recognised, recorded, and collection goes on',
  (source) =>
    collecting({ feeds: { trades: { source } } }, async ({ bench, exchange, start, ids, age }) => {
      const { lines } = await start('trades');
      await eventually(async () => (await ids()).length > 500);
      const [before = 0] = await ids();
      beginAnew(exchange);
      const began = performance.now();
      const wrong: string[] = [];
      await eventually(async () => {
        const isFresh = (await age()) <= 5_000;
        const [newest = '[]'] = (await readSeries(bench.store, key, { offset: 0 }, 1)).rows;
        // Beside the exchange's own newest one: its market is quiet now and then.
        const reply = await fetch(`${bench.simulator.url}/api/v3/aggTrades?symbol=BTCUSDT&limit=1`);
        const [own] = (await reply.json()) as { T: number }[];
        const behind = (own?.T ?? 0) - Number((JSON.parse(newest) as unknown[])[5]);
        if (isFresh && behind > 30_000) wrong.push(`newest trade ${behind} ms behind, and not stale`);
        return ((await ids())[0] ?? 0) < before && (await age()) < 3_000;
      }, 120_000);
      expect(performance.now() - began).toBeLessThan(120_000);
      expect(wrong).toEqual([]);
      expect(lines.some((line) => line.includes('the exchange has begun anew'))).toBe(true);
      expect(await readGaps(bench.store, 'trades')).toContainEqual(
        expect.objectContaining({ to: expect.any(Number), cause: 'begun-anew', state: 'expired', left: null }),
      );
      // History comes again, too, and no id of before is left. The looks above may have spent what the minute leaves for it.
      await eventually(async () => (await ids()).length >= 1000, 80_000);
      expect(Math.max(...(await ids()))).toBeLessThan(before);
    }),
  240_000,
);

it.concurrent('ids that began anew while no collector ran, and are past the stored ones by now, are recognised by the trades themselves', () =>
  collecting({}, async ({ bench, start, ids, age, gapCauses }) => {
    await start('trades');
    await eventually(async () => (await ids()).length > 500);
    await bench.stopAll();
    const stored = (await readSeries(bench.store, key, { offset: 0 }, 1000)).rows;
    // What is stored moves below what the exchange has: the same ids are other trades there.
    const { redis } = bench.store;
    for (const member of stored) {
      const [a, p, q, f, l, time, m] = JSON.parse(member) as [number, string, string, number, number, number, boolean];
      await redis.zrem(key, member);
      await redis.zadd(key, a - 500, JSON.stringify([a - 500, p, q, f - 500, l - 500, time, m]));
    }
    const [newest = 0] = await ids();
    await start('trades');
    await eventually(async () => (await gapCauses()).includes('begun-anew'));
    await eventually(async () => ((await ids())[0] ?? 0) > newest && (await age()) < 3_000);
  }));

it.concurrent('a replica that lags, and so knows nothing after the newest stored trade, confirms nothing and costs nothing', () =>
  collecting({}, async ({ exchange, start, ids, age, gapCauses }) => {
    await start('trades');
    await eventually(async () => (await ids()).length > 500 && (await age()) < 2_000);
    const stored = await ids();
    exchange.change = async (path) => (path === 'aggTrades' ? '[]' : undefined);
    await eventually(async () => (await age()) > 4_000);
    exchange.change = null;
    await eventually(async () => (await age()) < 2_000);
    expect(await ids()).toEqual(expect.arrayContaining(stored.slice(0, 400)));
    expect(await gapCauses()).not.toContain('begun-anew');
  }));

it.concurrent('candles from a future that the exchange does not know are removed, and collection goes on', () =>
  collecting({}, async ({ bench }) => {
    const candles = dataKey('spot', 'btcusdt', 'klines', 1);
    const { redis } = bench.store;
    const fresh = async () =>
      bench.simulator.now() - Number((await redis.hget(`${candles}:meta`, 'asOf')) ?? 0) < 2_000;
    const running = await bench.start(['pair-info', 'klines-1']);
    await eventually(fresh);
    await running.stop();
    const [newest = '[]'] = (await readSeries(bench.store, candles, { offset: 0 }, 1)).rows;
    const future = scoreOf(newest) + 600 * 60_000;
    await redis.zadd(candles, future, JSON.stringify((JSON.parse(newest) as unknown[]).with(0, future)));
    await bench.start(['pair-info', 'klines-1']);
    const causes = async () => (await readGaps(bench.store, 'klines-1')).map(({ cause }) => cause);
    await eventually(async () => (await causes()).includes('begun-anew'));
    await eventually(fresh);
    expect(await redis.zcount(candles, future, '+inf')).toBe(0);
  }));
