import { createGate, type Gate } from '../../../collectors/gate.ts';
import { createMarketWatch } from '../../../collectors/marketWatch.ts';
import { createBinance } from '../../../exchanges/binance/client.ts';
import { spot } from '../../../exchanges/binance/endpoints.ts';
import type { Exchange } from '../../../exchanges/exchange.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/clock.ts';
import { machine } from '../../../store/machine.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const account = { egress: 'local', market: 'spot' } as const;
const counter = `collector:budget:local:spot:${NOON / 60_000}`;
let test: TestStore;
let simulator: Simulator;
let exchange: Exchange;
let pauses: number[];
beforeAll(async () => {
  test = await openTestStore();
  // Its clock stands still, so that no minute turns in the middle of a test.
  simulator = await createSimulator({ now: () => NOON + 30_000 });
  exchange = createBinance({ baseUrl: simulator.url, apiKeys: () => [] });
});
afterAll(async () => {
  exchange.close();
  await simulator.close();
  await test.close();
});
beforeEach(async () => {
  pauses = [];
  simulator.clearFaults();
  simulator.resetLimits();
  await test.store.redis.flushdb();
});

/** A gate at this moment of the exchange's clock. */
function gateAt(now: number, { uncertainty = 1, plannedWeight = 0 } = {}): Gate {
  const clock = createExchangeClock(() => 0);
  clock.adopt({ minusMonotonic: now, minusWall: 0, uncertainty, boot: machine.boot, host: machine.id });
  return createGate({
    exchange,
    store: test.store,
    account,
    clock,
    market: createMarketWatch(test.store, 'spot', 'local', clock),
    config: () => configOf({ pairs: ['btcusdt'] }),
    plannedWeight: () => plannedWeight,
    onReply: () => undefined,
    onPause: (_error, lengthMs) => pauses.push(lengthMs),
  });
}
const used = async () => Number((await test.store.redis.get(counter)) ?? 0);

it('counts what it sends in the minute of the exchange', async () => {
  const gate = gateAt(NOON + 30_000);
  await gate.send(spot.depth('BTCUSDT', 100));
  await gate.send(spot.time());
  expect(await used()).toBe(6);
});

it('follows the header when another program spends, but not at a turn of the minute it may not belong to', async () => {
  for (let call = 0; call < 4; call++) await exchange.get(spot.depth('BTCUSDT', 5000));
  await gateAt(NOON + 30, { uncertainty: 50 }).send(spot.time());
  expect(await used()).toBe(1);
  await gateAt(NOON + 30, { uncertainty: 5 }).send(spot.time());
  expect(await used()).toBeGreaterThan(1000);
});

it('sends nothing beyond the share of the limit', async () => {
  await test.store.redis.set(counter, 5396);
  const gate = gateAt(NOON + 30_000);
  await expect(gate.send(spot.depth('BTCUSDT', 100))).rejects.toMatchObject({ code: 'throttled' });
  await expect(gate.send(spot.price(['BTCUSDT', 'ETHUSDT']))).resolves.toMatchObject({ source: 'simulator' });
});

it('fills history only from what live polls leave of the minute', async () => {
  await test.store.redis.set(counter, 500);
  const fill = (at: number) => gateAt(at, { plannedWeight: 5100 }).send(spot.klines('BTCUSDT', '1m', 3), 'fill');
  await expect(fill(NOON + 1_000)).rejects.toMatchObject({ code: 'throttled' });
  await expect(fill(NOON + 50_000)).resolves.toBeDefined();
});

it.each([
  ['429', 429, 7, 7_000],
  ['418', 418, 600, 600_000],
  ['403, which seldom says for how long', 403, undefined, 5_000],
])('after %s this process and all others wait as long as it says', async (_name, status, retryAfter, lengthMs) => {
  simulator.inject({ kind: 'status', status, ...(retryAfter !== undefined && { retryAfter }), times: 1 });
  const met = gateAt(NOON);
  await expect(met.send(spot.time())).rejects.toMatchObject({ status });
  const { requests } = simulator.stats();
  await expect(met.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  await expect(gateAt(NOON).send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  expect(simulator.stats().requests).toBe(requests);
  expect(pauses).toEqual([lengthMs]);
  expect(await test.store.redis.pttl('collector:pause:local:spot')).toBeGreaterThan(lengthMs - 2_000);
});

it('a Redis that has lost the pause neither ends it here nor, a second later, elsewhere', async () => {
  simulator.inject({ kind: 'status', status: 418, retryAfter: 600, times: 1 });
  const met = gateAt(NOON);
  await expect(met.send(spot.time())).rejects.toMatchObject({ status: 418 });
  await test.store.redis.flushdb();
  await expect(met.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  await met.keepPause();
  await expect(gateAt(NOON).send(spot.time())).rejects.toMatchObject({ code: 'paused' });
});
