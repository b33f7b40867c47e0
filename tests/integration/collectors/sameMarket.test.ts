import type { RawAggTrade } from '../../../exchanges/binance/rawAggTrade.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { type Gap, readGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingWorld, changing, withRows } from './changingExchange.ts';

const key = dataKey('spot', 'btcusdt', 'trades');
/** From then on the simulator's BTCUSDT has a trade at least every three seconds: at other times none may come for a minute. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);

interface World extends ChangingWorld {
  /** Ids stored, newest first. */
  ids(): Promise<number[]>;
  isFresh(): Promise<boolean>;
  begunAnew(): Promise<Gap[]>;
  changeTrades(change: (rows: RawAggTrade[]) => unknown): void;
}

const collecting = (test: (world: World) => Promise<void>): Promise<void> =>
  changing({ pairs: ['btcusdt'], retention: { trades: 1500 } }, (world) => {
    const { bench, exchange } = world;
    bench.simulator.setClockOffset(BUSY_MINUTE - bench.clocks.wall());
    return test({
      ...world,
      ids: async () => (await readSeries(bench.store, key, { offset: 0 }, 5000)).rows.map(scoreOf),
      isFresh: async () =>
        bench.simulator.now() - Number((await bench.store.redis.hget(`${key}:meta`, 'asOf')) ?? 0) < 2_500,
      begunAnew: async () => (await readGaps(bench.store, 'trades')).filter(({ cause }) => cause === 'begun-anew'),
      changeTrades(change) {
        exchange.change = async (path, _query, right) => (path === 'aggTrades' ? withRows(right, change) : undefined);
      },
    });
  });

it.concurrent('the newest stored trade comes spoilt after an outage: the others show that it is the same market', () =>
  collecting(async ({ bench, start, ids, isFresh, begunAnew, changeTrades }) => {
    const before = await start('trades');
    await eventually(async () => (await ids()).length >= 1500 && (await isFresh()));
    await before.stop();
    // More has come meanwhile than one answer holds.
    const { redis } = bench.store;
    await redis.zremrangebyrank(key, -1100, -1);
    const [newest = 0] = await ids();
    changeTrades((rows) => rows.map((row) => (row.a === newest ? { ...row, q: '0.00' } : row)));
    await start('trades');
    await eventually(async () => ((await ids())[0] ?? 0) > newest + 1000 && (await isFresh()));
    await eventually(async () => (await ids()).length >= 1499);
    expect(await begunAnew()).toEqual([]);
  }));

it.concurrent('a newest trade that was stored with a wrong time is no other market', () =>
  collecting(async ({ start, ids, isFresh, begunAnew, changeTrades }) => {
    await start('trades');
    await eventually(async () => (await ids()).length > 1000 && (await isFresh()));
    const stored = await ids();
    let wrong: number | undefined;
    changeTrades((rows) => {
      const last = rows.at(-1);
      if (last === undefined || wrong !== undefined || rows.length < 2 || rows.length > 100) return rows;
      wrong = last.a;
      return rows.with(-1, { ...last, T: last.T - 3_600_000 });
    });
    await eventually(async () => wrong !== undefined && ((await ids())[0] ?? 0) >= wrong);
    await eventually(async () => ((await ids())[0] ?? 0) > (wrong ?? 0) && (await isFresh()));
    expect((await ids()).filter((id) => stored.includes(id)).length).toBeGreaterThan(900);
    expect(await begunAnew()).toEqual([]);
  }));

it.concurrent('a last trade that was misplaced by a few ids costs no other: only what the exchange does not have goes', () =>
  collecting(async ({ start, ids, isFresh, begunAnew, changeTrades }) => {
    await start('trades');
    await eventually(async () => (await ids()).length >= 1500 && (await isFresh()));
    let wrong: number | undefined;
    changeTrades((rows) => {
      const last = rows.at(-1);
      if (last === undefined || wrong !== undefined || rows.length < 2 || rows.length > 100) return rows;
      wrong = last.a;
      return rows.with(-1, { ...last, a: last.a + 700 });
    });
    await eventually(async () => ((await ids())[0] ?? 0) >= (wrong ?? Number.POSITIVE_INFINITY) + 700);
    const oldest = (await ids()).at(-1) ?? 0;
    await eventually(async () => (await begunAnew()).length > 0);
    await eventually(isFresh);
    const kept = await ids();
    expect(kept.at(-1)).toBeLessThan(oldest + 200);
    // Nothing is missing where it stood.
    await eventually(async () => {
      const now = await ids();
      return now.length >= 1400 && (now[0] ?? 0) - (now.at(-1) ?? 0) === now.length - 1;
    });
  }));
