import { setImmediate } from 'node:timers/promises';
import { type OpenedCallerGate, openCallerGate } from '../../../gateway/callers/openCallerGate.ts';
import { createSharedState, type SharedState } from '../../../gateway/sharedState.ts';
import { markets } from '../../../markets/markets.js';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { needsKey } from '../../../store/redis/keys.ts';
import { readReports } from '../../../store/reports/health.ts';
import { eventually } from '../../eventually.ts';
import { asked } from '../gateway/callers/callersWorld.ts';
import { type Bench, openBench } from './collecting.ts';

/** Collectors whose plan needs nearly all of the budget, and beside them a process that asks for callers. */

const MINUTE = 60_000;
const account = { egress: 'local', market: 'spot' } as const;
let bench: Bench;
let shared: SharedState;
/** Ms. */
let exchangeNow: () => number;
let gate: OpenedCallerGate;

beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt', 'ethusdt', 'etcusdt'], transport: 'poll' });
  const clock = createExchangeClock(bench.clocks.monotonic, bench.clocks.wall);
  shared = createSharedState(bench.store, account, clock, markets.spot);
  exchangeNow = clock.nowOrWall;
  // What begins now is at rest before the exchange's minute turns.
  await bench.letPass((MINUTE - (Date.now() % MINUTE) + 15_000) % MINUTE);
  await bench.start();
  await eventually(async () => (await bench.report('pair-info'))?.state === 'active');
  await eventually(async () => (await bench.store.redis.get(needsKey('spot'))) !== null);
  await shared.refresh();
  gate = openCallerGate({
    ...{ market: 'spot', clock, egress: 'local', store: bench.store, log: bench.test.log },
    baseUrl: bench.simulator.url,
    apiKeys: () => [],
    state: shared.state,
    share: () => 0.9,
    callers: () => ({ share: 0.2, reserve: 0 }),
    listed: async () => null,
  });
}, 120_000);
afterAll(async () => {
  gate.close();
  await bench.close();
});

const counted = async (counter: 'throttled' | 'internal') =>
  [...(await readReports(bench.store)).values()].reduce((sum, { counters }) => sum + counters[counter], 0);

/** Until so much time has passed, ms. */
async function passing(ms: number, each: () => Promise<unknown>): Promise<void> {
  const end = bench.clocks.monotonic() + ms;
  for (let looked = 0; bench.clocks.monotonic() < end; ) {
    if (bench.clocks.monotonic() >= looked + 1_000) {
      looked = bench.clocks.monotonic();
      await shared.refresh();
    }
    await each();
    // What is refused at once would leave nobody else a turn.
    await setImmediate();
  }
}

it('the keeper tells what the plan needs, and tells it again where Redis has lost it', async () => {
  await eventually(() => shared.refresh().then(() => (shared.state().needs?.live ?? 0) > 5_000));
  const { live, weightPerMinute } = shared.state().needs ?? {};
  expect(live).toBeLessThan(5_400);
  // Without streams there are neither news rounds nor an audit.
  expect(weightPerMinute).toBe(live);
  for (const damage of ['', '{"live":"none"}', '[]']) {
    await bench.store.redis.set(needsKey('spot'), damage);
    await eventually(() => shared.refresh().then(() => shared.state().needs !== null));
  }
  expect(await bench.store.redis.ttl(needsKey('spot'))).toBeGreaterThan(60);
}, 60_000);

it('a caller that floods takes nothing that live polls need: none is left out for want of weight', async () => {
  // What is fetched at first is over, and a minute's turn lies ahead.
  const leftMs = MINUTE - (exchangeNow() % MINUTE);
  await passing(Math.max(5_000, leftMs - 10_000), () => bench.store.redis.ping());
  const before = await counted('throttled');
  let turn = 0;
  await passing(25_000, () => {
    const requests = Array.from({ length: 5 }, () => {
      turn += 1;
      const dear = asked('/api/v3/depth', { symbol: 'BTCUSDT', limit: 101 + (turn % 4_000) });
      return gate.fetch(dear, `flood ${turn % 3}`);
    });
    return Promise.allSettled(requests);
  });
  const { refused = 0, passed = 0, failed = 0 } = gate.state().counts.get('/api/v3/depth') ?? {};
  expect(passed).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(20 * passed);
  expect(failed).toBe(0);
  expect((await counted('throttled')) - before).toBe(0);
  expect(await counted('internal')).toBe(0);
}, 300_000);
