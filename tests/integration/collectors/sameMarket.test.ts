import type { RawAggTrade } from '../../../collectors/feeds/trades.ts';
import { readGaps } from '../../../store/gaps.ts';
import { dataKey } from '../../../store/keys.ts';
import { readSeries, scoreOf } from '../../../store/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingExchange, openChangingExchange, withRows } from './changingExchange.ts';
import { type Bench, openBench } from './collecting.ts';

const key = dataKey('spot', 'btcusdt', 'trades');
let bench: Bench;
let exchange: ChangingExchange;
beforeEach(async () => {
  bench = await openBench({ pairs: ['btcusdt'], retention: { trades: 1500 } });
  exchange = await openChangingExchange(bench.simulator.url);
});
afterEach(async () => {
  await bench.close();
  await exchange.close();
});

const run = () => bench.start(['pair-info', 'trades'], { BINANCE_SPOT_URL: exchange.url });
const ids = async () => (await readSeries(bench.store, key, { offset: 0 }, 5000)).rows.map(scoreOf);
const isFresh = async () =>
  bench.simulator.now() - Number((await bench.store.redis.hget(`${key}:meta`, 'asOf')) ?? 0) < 2_500;
const begunAnew = async () => (await readGaps(bench.store, 'trades')).filter(({ cause }) => cause === 'begun-anew');
const changeTrades = (change: (rows: RawAggTrade[]) => unknown) => {
  exchange.change = async (path, _query, right) => (path === 'aggTrades' ? withRows(right, change) : undefined);
};

it('the newest stored trade comes spoilt after an outage: the others show that it is the same market', async () => {
  const before = await run();
  await eventually(async () => (await ids()).length >= 1500 && (await isFresh()), 20_000);
  await before.stop();
  // More has come meanwhile than one answer holds.
  const { redis } = bench.store;
  await redis.zremrangebyrank(key, -1100, -1);
  const [newest = 0] = await ids();
  changeTrades((rows) => rows.map((row) => (row.a === newest ? { ...row, q: '0.00' } : row)));
  await run();
  await eventually(async () => ((await ids())[0] ?? 0) > newest + 1000 && (await isFresh()), 10_000);
  await eventually(async () => (await ids()).length >= 1499, 20_000);
  expect(await begunAnew()).toEqual([]);
}, 60_000);

it('a newest trade that was stored with a wrong time is no other market', async () => {
  await run();
  await eventually(async () => (await ids()).length > 1000 && (await isFresh()), 20_000);
  const stored = await ids();
  let wrong: number | undefined;
  changeTrades((rows) => {
    const last = rows.at(-1);
    if (last === undefined || wrong !== undefined || rows.length < 2 || rows.length > 100) return rows;
    wrong = last.a;
    return rows.with(-1, { ...last, T: last.T - 3_600_000 });
  });
  await eventually(async () => wrong !== undefined && ((await ids())[0] ?? 0) >= wrong, 20_000);
  await eventually(async () => ((await ids())[0] ?? 0) > (wrong ?? 0) && (await isFresh()), 40_000);
  expect((await ids()).filter((id) => stored.includes(id)).length).toBeGreaterThan(900);
  expect(await begunAnew()).toEqual([]);
}, 60_000);

it('a last trade that was misplaced by a few ids costs no other: only what the exchange does not have goes', async () => {
  await run();
  await eventually(async () => (await ids()).length >= 1500 && (await isFresh()), 20_000);
  let wrong: number | undefined;
  changeTrades((rows) => {
    const last = rows.at(-1);
    if (last === undefined || wrong !== undefined || rows.length < 2 || rows.length > 100) return rows;
    wrong = last.a;
    return rows.with(-1, { ...last, a: last.a + 700 });
  });
  await eventually(async () => ((await ids())[0] ?? 0) >= (wrong ?? Number.POSITIVE_INFINITY) + 700, 20_000);
  const oldest = (await ids()).at(-1) ?? 0;
  await eventually(async () => (await begunAnew()).length > 0, 60_000);
  await eventually(isFresh, 5_000);
  const kept = await ids();
  expect(kept.at(-1)).toBeLessThan(oldest + 200);
  // Nothing is missing where it stood.
  await eventually(async () => {
    const now = await ids();
    return now.length >= 1400 && (now[0] ?? 0) - (now.at(-1) ?? 0) === now.length - 1;
  }, 20_000);
}, 120_000);
