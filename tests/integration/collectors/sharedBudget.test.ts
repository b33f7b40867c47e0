import { collectorsOf } from '../../../markets/markets.js';
import { readMarketState } from '../../../store/market/marketState.ts';
import { eventually } from '../../eventually.ts';
import { weighedFeeds } from '../../feedsAlone.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

const all = collectorsOf('spot');

/** Two processes, seven pairs and a budget that just does for them, beginning shortly before a minute's turn. */
const pairs = ['btcusdt', 'ethusdt', 'etcusdt', 'bnbusdt', 'ltcusdt', 'xrpusdt', 'adausdt'];
const collectors = all.filter(({ feed }) => !(feed in weighedFeeds));
const account = { egress: 'local', market: 'spot' } as const;
const turn = Date.UTC(2026, 5, 10, 9, 7);
/** Where one trip to Redis takes so long, a request may take more than the 250 ms by which it is charged to the next minute, too. */
const SLOW_TRIP_MS = 50;
const MOST_TRIES = 4;
let bench: Bench;
let keeping: Collecting;
/** The most that was taken for foreign across the turn. */
let foreign: number;
beforeAll(async () => {
  for (let tries = 1; ; tries++) {
    const slowestMs = await acrossTurn();
    // What came too late because the machine is busy was taken for foreign: another turn has to show it.
    if (foreign === 0 || slowestMs < SLOW_TRIP_MS || tries === MOST_TRIES) break;
    await bench.close();
  }
});
afterAll(() => bench.close());

/** Begins anew. @returns how long the slowest trip to Redis has taken meanwhile, ms */
async function acrossTurn(): Promise<number> {
  // Little history, so that all have begun before the minute turns.
  const config = { pairs, transport: 'poll', feeds: weighedFeeds, retention: { klines: 50, trades: 1000 } };
  // Not faster than on the machine: each request would take so much longer.
  bench = await openBench(config, { at: turn - 10_000, isRealTime: true });
  const isCandle = (name: string) => name.startsWith('klines');
  const names = collectors.map(({ name }) => name);
  keeping = await bench.start(names.filter((name) => !isCandle(name)));
  await bench.start(names.filter(isCandle));
  foreign = 0;
  let slowestMs = 0;
  await eventually(async () => {
    const askedAt = performance.now();
    foreign = Math.max(foreign, (await state()).foreign);
    slowestMs = Math.max(slowestMs, performance.now() - askedAt);
    return bench.simulator.now() > turn + 7_500;
  });
  return slowestMs;
}

const state = () => readMarketState(bench.store, account, bench.simulator.now());
const reports = async () => {
  const told = await Promise.all(collectors.map(({ name }) => bench.report(name)));
  return told.filter((report) => report !== undefined);
};
const plansTold = () => keeping.lines.filter((line) => line.includes('plan: level'));
const asked = (endpoint: string) => bench.simulator.stats().byPath[`/api/v3/${endpoint}`] ?? 0;

it('across the turn of a minute nothing of our own is taken for foreign: seven pairs stay on level 2', async () => {
  expect(foreign).toBe(0);
  const said = await reports();
  expect(said.map(({ name }) => name)).toEqual(collectors.map(({ name }) => name));
  expect(new Set(said.map(({ rung }) => rung))).toEqual(new Set([2]));
  expect(said.reduce((sum, { plannedWeight }) => sum + plannedWeight, 0)).toBeCloseTo(7 * 674 + 600 + 20 / 60);
  expect(plansTold()).toHaveLength(1);
  expect(said.reduce((sum, { counters }) => sum + counters.throttled, 0)).toBe(0);
  expect(Object.keys(bench.simulator.stats().byStatus)).toEqual(['200']);
});

it('what another program on the same address spends is left to it, by every process', async () => {
  // Answered shortly: five thousand levels would take the simulator a while.
  bench.simulator.inject({ kind: 'shape', path: 'depth', symbol: 'DOGEUSDT' });
  for (let call = 0; call < 8; call++) await fetch(`${bench.simulator.url}/api/v3/depth?symbol=DOGEUSDT&limit=5000`);
  await eventually(async () => {
    const { foreign } = await state();
    // Less what was charged to both minutes at the turn, which is more the busier this machine is.
    expect(foreign).toBeGreaterThanOrEqual(1800);
    expect(foreign).toBeLessThanOrEqual(2100);
    const said = await reports();
    expect(new Set(said.map(({ rung }) => rung))).toEqual(new Set([4]));
    const planned = said.reduce((sum, { plannedWeight }) => sum + plannedWeight, 0);
    expect(planned).toBeLessThanOrEqual(5400 - foreign);
    expect(planned).toBeGreaterThan(3000);
    expect(plansTold()).toHaveLength(2);
  });
  expect(Object.keys(bench.simulator.stats().byStatus)).toEqual(['200']);
});

it('during a block one process pings, and when it is over all go on at once', async () => {
  bench.simulator.inject({ kind: 'status', status: 403 });
  await eventually(async () => (await state()).pause?.awaitsPing ?? false);
  // What was under way is answered.
  const quiet = bench.clocks.monotonic() + 2_000;
  await eventually(() => bench.clocks.monotonic() > quiet);
  const { requests } = bench.simulator.stats();
  bench.simulator.clearFaults();
  let others = 0;
  await eventually(() => {
    const pings = asked('ping');
    if (pings === 0) others = bench.simulator.stats().requests - requests;
    return pings > 0;
  });
  expect(others).toBe(0);
  const [prices, candles] = [asked('ticker/price'), asked('klines')];
  await eventually(() => asked('ticker/price') > prices && asked('klines') > candles);
  expect(asked('ping')).toBe(1);
  expect(keeping.lines.filter((line) => line.includes('the exchange answers again'))).toHaveLength(1);
});
