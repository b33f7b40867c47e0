import { createTransportKeeper } from '../../../collectors/keeper/transportKeeper.ts';
import { BACK_AFTER_MS } from '../../../collectors/plan/nextTransport.ts';
import { createPlanner } from '../../../collectors/plan/planner.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import { collectorsOf, markets } from '../../../markets/markets.js';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { transportKey } from '../../../store/redis/keys.ts';
import { type WorkerReport, writeReports } from '../../../store/reports/health.ts';
import { configOf } from '../../configOf.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { type Bench, openBench } from './collecting.ts';

const codes = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
const account = { egress: 'local', market: 'spot' } as const;
const key = transportKey('spot');

describe('two processes and a keeper', () => {
  let test: TestStore;
  let now: number;
  let config: ReturnType<typeof configOf>;
  beforeEach(async () => {
    test = await openTestStore();
    now = Date.UTC(2026, 5, 1);
    config = configOf({ pairs: codes(7) });
  });
  afterEach(() => test.close());

  /** One process's view: what it reads of all, and the plan that it makes of it. */
  function open() {
    const clock = createExchangeClock(
      () => now,
      () => now,
    );
    const shared = createSharedState(test.store, account, clock);
    const planned = () => ({
      collectors: collectorsOf('spot'),
      listings: markets.spot.listings,
      config,
      share: config.budget.share,
      connector: binanceSpot,
    });
    const planner = createPlanner(shared, planned, clock.wall);
    const keeper = createTransportKeeper({ store: test.store, market: 'spot', clock, shared, plan: planner.current });
    return { shared, planner, keeper };
  }
  type Open = ReturnType<typeof open>;

  /** A second passes: all look, the first one keeps. Returns the level of all, which is the same. */
  async function second([keeping, ...others]: readonly [Open, ...Open[]], length = 1_000): Promise<number> {
    now += length;
    for (const { shared, planner } of [keeping, ...others]) {
      await shared.refresh();
      planner.remake();
    }
    await keeping.keeper.tick();
    for (const { shared, planner } of [keeping, ...others]) {
      await shared.refresh();
      planner.follow();
    }
    for (const { planner } of others) expect(planner.current()).toEqual(keeping.planner.current());
    return keeping.planner.current().level;
  }

  it('go to streams at once, and back together after half an hour', async () => {
    const both = [open(), open()] as const;
    // Before any keeper has said anything.
    expect(both.map(({ planner }) => planner.current().level)).toEqual([3, 3]);
    expect(await second(both)).toBe(3);
    config = configOf({ pairs: codes(3) });
    expect(await second(both)).toBe(3);
    expect(await second(both, BACK_AFTER_MS - 1_000)).toBe(3);
    config = configOf({ pairs: codes(7) });
    expect(await second(both)).toBe(3);
    config = configOf({ pairs: codes(3) });
    expect(await second(both)).toBe(3);
    expect(await second(both, BACK_AFTER_MS - 1)).toBe(3);
    expect(await second(both, 1)).toBe(1);
  });

  it('a process that begins, or takes over as keeper, goes on from what was decided', async () => {
    const first = open();
    await second([first]);
    config = configOf({ pairs: codes(3) });
    expect(await second([first])).toBe(3);
    const next = open();
    expect(next.planner.current().level).toBe(1);
    expect(await second([next, first], BACK_AFTER_MS - 1_000)).toBe(3);
    expect(await second([next, first])).toBe(1);
  });

  it('what Redis has lost, or holds damaged, is written anew by the keeper', async () => {
    const both = [open(), open()] as const;
    await second(both);
    config = configOf({ pairs: codes(3) });
    for (const damage of [null, '{"isHeld":"yes"}', '[]']) {
      await second(both);
      if (damage === null) await test.store.redis.del(key);
      else await test.store.redis.set(key, damage);
      expect(await second(both)).toBe(3);
      expect(JSON.parse((await test.store.redis.get(key)) ?? '')).toMatchObject({ isHeld: true, blocked: [] });
      expect(await test.store.redis.ttl(key)).toBeGreaterThan(3_500);
    }
  });

  it('fall back to REST together while no socket can be opened, and come back as soon as one can', async () => {
    const both = [open(), open()] as const;
    const report = (name: string, isBlocked: boolean) =>
      writeReports(test.store, [{ ...reportOf(name), at: now, routesBlocked: { '': isBlocked } }]);
    await second(both);
    await report('trades', true);
    await report('depth', false);
    expect(await second(both)).toBe(3);
    await report('trades', true);
    await report('depth', true);
    expect(await second(both)).toBe(4);
    expect(both.map(({ planner }) => planner.current().blocked)).toEqual([[''], ['']]);
    await report('depth', false);
    expect(await second(both)).toBe(3);
    // Who said so is gone.
    await report('trades', true);
    await report('depth', true);
    expect(await second(both)).toBe(4);
    expect(await second(both, 10_000)).toBe(3);
  });

  it('is written only when it changes, and once a minute', async () => {
    const only = open();
    await second([only]);
    const set = jest.spyOn(test.store.redis, 'set');
    for (let passed = 0; passed < 59; passed++) await second([only]);
    expect(set).toHaveBeenCalledTimes(0);
    await second([only]);
    expect(set).toHaveBeenCalledTimes(1);
  });
});

const reportOf = (name: string): WorkerReport => ({
  name,
  pid: 7,
  startedAt: 1,
  at: 1,
  state: 'active',
  period: 1,
  served: 'stream',
  rung: 3,
  plannedWeight: 0,
  counters: {} as WorkerReport['counters'],
  config: { hash: 'abc', ok: true, faults: [], restartNeeded: [] },
  pairs: {},
});

describe('collectors of two processes', () => {
  const names = ['pair-info', 'price', 'trades', 'klines-1', 'klines-5'];
  const pairs = ['btcusdt', 'ethusdt', 'etcusdt', 'bnbusdt', 'ltcusdt', 'xrpusdt', 'adausdt'];
  const config = { pairs, retention: { klines: 50, trades: 1000 } };
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(config);
    await bench.start(names.slice(0, 2));
    await bench.start(names.slice(2));
  });
  afterAll(() => bench.close());
  const levels = async () => Promise.all(names.map(async (name) => (await bench.report(name))?.rung));
  const all = (level: number) => names.map(() => level);
  const isHeld = async () => JSON.parse((await bench.store.redis.get(key)) ?? '{}').isHeld;

  it('are on one level, and follow an edit of transport while they run', async () => {
    await eventually(async () => {
      expect(await levels()).toEqual(all(3));
      expect(await isHeld()).toBe(true);
    });
    bench.edit({ ...config, transport: 'poll' });
    await eventually(async () => {
      expect(await levels()).toEqual(all(4));
      expect(await isHeld()).toBe(false);
    });
    bench.edit({ ...config, pairs: pairs.slice(0, 3) });
    await eventually(async () => expect(await levels()).toEqual(all(1)));
  });
});
