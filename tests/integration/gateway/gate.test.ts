import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { ExchangeError } from '../../../exchanges/errors.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { ask } from '../../../gateway/ask.ts';
import { createGate, type Gate } from '../../../gateway/gate.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import type { RateLimit } from '../../../markets/market.js';
import { markets } from '../../../markets/markets.js';
import { machine, monotonicMs } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import type { Fault } from '../../../simulator/faults.ts';
import { readForeignWeight } from '../../../store/budget/budget.ts';
import { createExchangeClock, type ExchangeClock } from '../../../store/market/clock.ts';
import { describeFailure, isDefect } from '../../../store/reports/defects.ts';
import { eventually } from '../../eventually.ts';
import { spot } from '../../spotRequests.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const account = { egress: 'local', market: 'spot' } as const;
const counter = (minute = 0) => `collector:budget:local:spot:${NOON / MINUTE + minute}`;
const pauseKey = 'collector:pause:local:spot';
let test: TestStore;
let simulator: Simulator;
let exchange: Exchange;
let pauses: number[];
beforeAll(async () => {
  test = await openTestStore();
  // Its clock stands still, so that no minute turns in the middle of a test.
  simulator = await createSimulator({ now: () => NOON + 30_000 });
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
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

interface GateSetting {
  readonly planned?: number;
  readonly foreign?: number;
  readonly share?: number;
  readonly via?: Exchange;
  readonly connectedMs?: number;
  readonly limit?: RateLimit;
}

/** A gate whose clock stands at this time. */
function gateAt(
  at: number | (() => number),
  { uncertainty = 1, ...more }: { uncertainty?: number } & GateSetting = {},
): Gate {
  const clock = createExchangeClock(typeof at === 'number' ? () => at : at);
  const here = { boot: machine.boot, host: machine.id };
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty, at: NOON + 60 * MINUTE, ...here });
  return gateBy(clock, more);
}

function gateBy(
  clock: ExchangeClock,
  {
    planned = 0,
    foreign = 0,
    share = 0.9,
    via = exchange,
    connectedMs = 60 * MINUTE,
    limit = markets.spot.limit,
  }: GateSetting = {},
): Gate {
  const upSince = monotonicMs() - connectedMs;
  return createGate({
    exchange: via,
    store: { ...test.store, upSince: () => upSince },
    account,
    table: markets.spot,
    clock,
    shared: createSharedState(test.store, account, clock, { ...markets.spot, limit }),
    share: () => share,
    plan: () => ({ weightPerMinute: planned, foreign }),
    onReply: () => undefined,
    onPause: (_error, lengthMs) => pauses.push(lengthMs),
  });
}
const field = async (name: string, minute = 0) => Number((await test.store.redis.hget(counter(minute), name)) ?? 0);
const spend = (own: number) => test.store.redis.hset(counter(), 'own', own);

it('counts what it sends in the minute of the exchange', async () => {
  const gate = gateAt(NOON + 30_000);
  await gate.send(spot.depth('BTCUSDT', 100));
  await gate.send(spot.time());
  expect([await field('own'), await field('foreign')]).toEqual([6, 0]);
});

it('tells that live requests are slow, whatever older rows take', async () => {
  const began = monotonicMs();
  const gate = gateAt(() => NOON + 30_000 + monotonicMs() - began);
  await gate.send(spot.depth('BTCUSDT', 100));
  simulator.inject({ kind: 'delay', delayMs: 700 });
  await gate.send(spot.depth('BTCUSDT', 100), 'fill');
  expect(gate.areLiveSlow()).toBe(false);
  await gate.send(spot.depth('BTCUSDT', 100));
  expect(gate.areLiveSlow()).toBe(true);
});

it('follows the header when another program spends, but not at a turn of the minute it may not belong to', async () => {
  for (let call = 0; call < 4; call++) await exchange.get(spot.depth('BTCUSDT', 5000));
  await gateAt(NOON + 30, { uncertainty: 50 }).send(spot.time());
  expect([await field('own'), await field('foreign')]).toEqual([1, 0]);
  await gateAt(NOON + 30, { uncertainty: 5 }).send(spot.time());
  expect([await field('own'), await field('foreign')]).toEqual([2, 1000]);
});

it('charges what it sends at the end of a minute to both minutes, and what it sends at the beginning to one', async () => {
  await gateAt(NOON - 200).send(spot.depth('BTCUSDT', 100));
  expect([await field('own', -1), await field('own')]).toEqual([5, 5]);
  await gateAt(NOON - 400, { uncertainty: 200 }).send(spot.time());
  expect([await field('own', -1), await field('own')]).toEqual([6, 6]);
  await gateAt(NOON - 400).send(spot.time());
  await gateAt(NOON + 1).send(spot.time());
  expect([await field('own', -1), await field('own'), await field('own', 1)]).toEqual([7, 7, 0]);
});

it.each<[string, Fault]>([
  ['answered', { kind: 'delay', delayMs: 100 }],
  ['given up', { kind: 'hang' }],
])('charges what is %s only in the next minute to that one too', async (_name, fault) => {
  let at = NOON - 2_000;
  const hasty = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [], deadlineMs: 300 });
  const { requests } = simulator.stats();
  simulator.inject(fault);
  const sending = gateAt(() => at, { via: hasty }).send(spot.depth('BTCUSDT', 100));
  await eventually(() => simulator.stats().requests > requests);
  at = NOON + 900;
  await sending.catch(() => undefined);
  hasty.close();
  expect([await field('own', -1), await field('own')]).toEqual([5, 5]);
});

it.each<[string, Fault | null, number]>([
  ['that is given up', { kind: 'hang' }, 5],
  ['that is answered', null, 0],
])(
  'a request %s shortly before the minute turns is charged to the next one where it may still be on its way',
  async (_name, fault, charged) => {
    const hasty = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [], deadlineMs: 300 });
    if (fault !== null) simulator.inject(fault);
    await gateAt(NOON - 4_000, { via: hasty })
      .send(spot.depth('BTCUSDT', 100))
      .catch(() => undefined);
    hasty.close();
    expect([await field('own', -1), await field('own')]).toEqual([5, charged]);
  },
);

it('a minute tells of others to whoever was connected before it began, and to nobody else', async () => {
  const foreign = () => readForeignWeight(test.store, account, NOON + 30_000);
  await test.store.redis.hset(counter(-1), 'own', 1);
  for (let call = 0; call < 4; call++) await exchange.get(spot.depth('BTCUSDT', 5000));
  await gateAt(NOON + 30_000, { connectedMs: 31_000 }).send(spot.time());
  expect([await foreign(), await field('foreign')]).toEqual([0, 1000]);
  await gateAt(NOON + 30_000, { connectedMs: 33_000 }).send(spot.time());
  expect(await foreign()).toBe(1000);
});

it('sends nothing beyond the share of the limit', async () => {
  await spend(5396);
  const gate = gateAt(NOON + 30_000);
  await expect(gate.send(spot.depth('BTCUSDT', 100))).rejects.toMatchObject({ code: 'throttled' });
  await expect(gate.send(spot.price(['BTCUSDT', 'ETHUSDT']))).resolves.toMatchObject({ source: 'simulator' });
});

it.each([
  ['the weight of /api/v3/time is no number: NaN', { weight: Number.NaN }, {}, 'live'],
  ['the weight of /api/v3/time is no number: Infinity', { weight: Number.POSITIVE_INFINITY }, {}, 'live'],
  ['the weight that may be spent is no number: NaN', {}, { share: Number.NaN }, 'live'],
  ['the weight that live polls need is no number: NaN', {}, { planned: Number.NaN }, 'fill'],
] as const)('sends nothing, counts nothing and says so: %s', async (message, wrong, options, priority) => {
  const { requests } = simulator.stats();
  const counted: string[] = [];
  const asker = { gate: gateAt(NOON + 30_000, options), count: (counter: string) => counted.push(counter) };
  const failure: unknown = await ask(asker, { ...spot.time(), ...wrong }, priority).catch((error: unknown) => error);
  expect(describeFailure(failure)).toBe(`internal: ${message}`);
  expect(isDefect(failure)).toBe(true);
  expect([simulator.stats().requests, counted, await field('own')]).toEqual([requests, [], 0]);
});

it('fills up only from what live polls and others leave of the minute', async () => {
  await spend(500);
  const fill = (at: number, needs: object) => gateAt(at, needs).send(spot.klines('BTCUSDT', '1m', 3), 'fill');
  await expect(fill(NOON + 1_000, { planned: 5100 })).rejects.toMatchObject({ code: 'throttled' });
  await expect(fill(NOON + 50_000, { planned: 5100 })).resolves.toBeDefined();
  await expect(fill(NOON + 1_000, { planned: 2100 })).resolves.toBeDefined();
  await expect(fill(NOON + 1_000, { planned: 2100, foreign: 3000 })).rejects.toMatchObject({ code: 'throttled' });
});

it('lets history have of it what an even pace has left', async () => {
  await spend(500);
  const fill = (at: number) => gateAt(at, { planned: 2100 }).send(spot.klines('BTCUSDT', '1m', 3), 'history');
  await expect(fill(NOON + 1_000)).rejects.toMatchObject({
    code: 'throttled',
    message: expect.stringMatching(/so far/),
    retryAfterMs: 500,
  });
  await expect(fill(NOON + 10_000)).resolves.toBeDefined();
});

const sliding: RateLimit = { weight: 1000, windowMs: 10_000, window: 'sliding' };

describe.each([
  ['429', 429, 7, markets.spot.limit],
  ['418', 418, 600, markets.spot.limit],
  ['403 that says for how long', 403, 60, markets.spot.limit],
  ['429 of an exchange with a sliding window', 429, 7, sliding],
])('after %s', (_name, status, retryAfter, limit) => {
  const lengthMs = retryAfter * 1000;
  const gateHere = () => gateAt(NOON, { limit });
  let met: Gate;
  beforeEach(async () => {
    simulator.inject({ kind: 'status', status, retryAfter, body: {}, times: 1 });
    met = gateHere();
    await expect(met.send(spot.time())).rejects.toMatchObject({ status });
  });
  const waits = (gate: Gate) => expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });

  it('this process and all others wait as long as it says, and it is told once', async () => {
    const { requests } = simulator.stats();
    await waits(met);
    await waits(gateHere());
    expect(simulator.stats().requests).toBe(requests);
    expect(pauses).toEqual([lengthMs]);
    expect(await test.store.redis.pttl(pauseKey)).toBeGreaterThan(lengthMs - 2_000);
  });

  it('the pause survives the process: one that starts anew finds it in Redis', async () => {
    const { requests } = simulator.stats();
    await waits(gateHere());
    expect(simulator.stats().requests).toBe(requests);
  });

  it('the pause survives Redis: this process keeps to it, and a second later tells the others again', async () => {
    await test.store.redis.flushdb();
    await waits(met);
    await met.keepPause();
    await waits(gateHere());
  });

  it('no ping ends the pause', async () => {
    await met.liftPause();
    await waits(met);
    await expect(gateHere().send(spot.ping(), 'ping')).rejects.toMatchObject({ code: 'paused' });
  });
});

it('a longer end that is learnt later prolongs a pause, in every process, and is told; a shorter one changes nothing', async () => {
  const [met, other] = [gateAt(NOON), gateAt(NOON)];
  const until = (seconds: number) => ({ code: -1003, msg: `IP banned until ${simulator.now() + seconds * 1000}.` });
  for (const seconds of [120, 900, 60]) {
    simulator.inject({ kind: 'status', status: 418, retryAfter: 1, body: until(seconds), times: 1 });
  }
  // All three are under way when the first of them is refused.
  await Promise.all([met, other, met].map((gate) => gate.send(spot.time()).catch(() => undefined)));
  const left = await test.store.redis.pttl(pauseKey);
  expect(left).toBeGreaterThan(898_000);
  expect(left).toBeLessThanOrEqual(900_000);
  expect(Math.max(...pauses)).toBeGreaterThan(898_000);
  for (const gate of [met, other]) await expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
});

it('a time that is longer than any ban is cut, for all processes alike', async () => {
  const forYears: Exchange = {
    get: ({ path }) =>
      Promise.reject(new ExchangeError('banned', 'banned', { path, status: 418, retryAfterMs: 1_000 * DAY })),
    close: () => undefined,
  };
  const [met, other] = [gateAt(NOON, { via: forYears }), gateAt(NOON)];
  await expect(met.send(spot.time())).rejects.toMatchObject({ status: 418 });
  expect(pauses).toEqual([7 * DAY]);
  expect(await test.store.redis.pttl(pauseKey)).toBeLessThanOrEqual(7 * DAY);
  await expect(other.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  // They keep to it where Redis has lost it.
  await test.store.redis.flushdb();
  for (const gate of [met, other]) await expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
});

it('a process that does not know the time yet holds nobody longer than Redis does', async () => {
  // After a loss of power the machine's clock says 1970.
  const gate = gateBy(createExchangeClock(undefined, () => 0));
  const pause = { status: 418, until: NOON + MINUTE };
  await test.store.redis.set(pauseKey, JSON.stringify(pause), 'PX', 400);
  await expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  await eventually(async () => (await gate.send(spot.time())).source === 'simulator');
});

describe.each([403, 451])('after %i, which seldom says for how long,', (status) => {
  beforeEach(() => {
    simulator.inject({ kind: 'status', status, times: 1 });
  });

  it('all wait, pings excepted, until it is lifted for all at once', async () => {
    const [met, other] = [gateAt(NOON), gateAt(NOON)];
    await expect(met.send(spot.time())).rejects.toMatchObject({ status });
    for (const gate of [met, other]) {
      await expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
      await gate.keepPause();
    }
    await expect(other.send(spot.ping(), 'ping')).resolves.toBeDefined();
    await other.liftPause();
    for (const gate of [met, other]) await expect(gate.send(spot.time())).resolves.toBeDefined();
  });

  it('it ends by itself a few seconds after the last ping, and is told once', async () => {
    const met = gateAt(NOON);
    await expect(met.send(spot.time())).rejects.toMatchObject({ status });
    simulator.inject({ kind: 'status', status, path: 'ping', times: 1 });
    await expect(met.send(spot.ping(), 'ping')).rejects.toMatchObject({ status });
    const left = await test.store.redis.pttl(pauseKey);
    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(8_000);
    expect(pauses).toEqual([8_000]);
    // No process has a copy of its own that would hold longer.
    await test.store.redis.pexpire(pauseKey, 1);
    await eventually(async () => (await met.send(spot.time())).source === 'simulator');
  });
});
