import { createMarketKeeper, type MarketKeeper } from '../../../collectors/keeper/marketKeeper.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createGate, type Gate } from '../../../gateway/gate.ts';
import { createSharedState, type SharedState } from '../../../gateway/sharedState.ts';
import { markets } from '../../../markets/markets.js';
import { machine } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { type Listing, writeListings } from '../../../store/market/listing.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { eventually } from '../../eventually.ts';
import { spot } from '../../spotRequests.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
/** What is asked for once an hour has tests of its own: wholeInfo.test.ts. */
const { info: _, ...withoutInfo } = binanceSpot;
const account = { egress: 'local', market: 'spot' } as const;
const counter = `collector:budget:local:spot:${NOON / 60_000}`;
const pauseKey = 'collector:pause:local:spot';
const pairs = ['btcusdt', 'ethusdt', 'etcusdt'];
/** So many looks without a request in a row: between two of them lies one command to Redis, and no request waits for more in a row. */
const QUIET_LOOKS = 4;
let test: TestStore;
let simulator: Simulator;
let exchange: Exchange;
/** The same, counting requests. */
let observed: Exchange;
let started = 0;
let underWay = 0;
let gate: Gate;
let shared: SharedState;
let keeper: MarketKeeper;
/** Seconds that have passed for the keeper. */
let second: number;
let fatal: Error[];
beforeAll(async () => {
  test = await openTestStore();
  // In the middle of a minute, where no minute turns.
  simulator = await createSimulator({ now: () => NOON + 30_000 });
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
  observed = {
    ...exchange,
    async get(request) {
      started++;
      underWay++;
      return exchange.get(request).finally(() => underWay--);
    },
  };
});
afterAll(async () => {
  exchange.close();
  await simulator.close();
  await test.close();
});
beforeEach(async () => {
  await test.store.redis.flushdb();
  simulator.clearFaults();
  simulator.resetLimits();
  simulator.setSymbolStatus('ETHUSDT', 'TRADING');
  second = 0;
  fatal = [];
  ({ gate, shared } = processOf());
  const { log } = test;
  keeper = createMarketKeeper(
    {
      store: test.store,
      gate,
      shared,
      connector: withoutInfo,
      log,
      clock: stoodStill(),
      market: 'spot',
      table: markets.spot,
      pairs: () => pairs,
      defects: createDefects(test.log),
      count: () => undefined,
      onFatal: (error) => fatal.push(error),
    },
    () => second * 1000,
  );
  await writeListings(test.store, 'spot', new Map(pairs.map((code) => [code, { status: 'TRADING', asOf: NOON }])));
  await later(1);
  simulator.resetStats();
});

function stoodStill() {
  const clock = createExchangeClock(() => NOON + 30_000);
  const here = { boot: machine.boot, host: machine.id };
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: NOON + 30_000, ...here });
  return clock;
}

/** What each process has of its own. */
function processOf(): { gate: Gate; shared: SharedState } {
  const clock = stoodStill();
  const shared = createSharedState(test.store, account, stoodStill());
  const plan = () => ({ weightPerMinute: 3000, foreign: 0 });
  const more = { onReply: () => undefined, onPause: () => undefined, share: () => 0.9 };
  return {
    shared,
    gate: createGate({
      exchange: observed,
      store: test.store,
      account,
      table: markets.spot,
      clock,
      shared,
      plan,
      ...more,
    }),
  };
}

/** So many seconds later the keeper's next tick is done with. */
async function later(seconds: number): Promise<void> {
  second += seconds;
  await shared.refresh();
  keeper.tick();
  // A request and what is stored of its answer have taken their course, however slow the machine is: Redis answers in turn, so what it was
  // asked for before a ping has gone on when the ping comes back.
  let [quiet, before] = [0, -1];
  await eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await test.store.redis.ping();
    quiet = underWay === 0 && before === started ? quiet + 1 : 0;
    before = started;
    return quiet >= QUIET_LOOKS;
  });
}

const asked = (endpoint: string) => simulator.stats().byPath[`/api/v3/${endpoint}`] ?? 0;
const listing = async (code: string) =>
  (JSON.parse((await test.store.redis.hget('collector:listing:spot', code)) ?? '{}') as Partial<Listing>).status;

describe('each minute, where weight is left, the keeper looks at the pairs that are traded', () => {
  it('and sees a halt, and what the limits are', async () => {
    await test.store.redis.del('collector:limits:spot');
    simulator.setSymbolStatus('ETHUSDT', 'HALT');
    await later(58);
    expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([0, 'TRADING']);
    await later(1);
    await eventually(async () => expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([1, 'HALT']));
    expect(await test.store.redis.get('collector:limits:spot')).toBe('{"weightPerMinute":6000}');
    // The halted one is for the pair-info worker, who looks at it more often.
    simulator.setSymbolStatus('ETHUSDT', 'TRADING');
    await later(60);
    expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([2, 'HALT']);
  });

  it('and takes out what the exchange does not list any more, saying so', async () => {
    simulator.delist('ETCUSDT');
    await later(60);
    simulator.relist('ETCUSDT');
    expect([await listing('btcusdt'), await listing('etcusdt')]).toEqual(['TRADING', 'UNLISTED']);
    expect(test.messages.filter((line) => line.startsWith('warn etcusdt: the exchange does not list'))).toHaveLength(1);
  });

  it('and without weight waits, five seconds at a time', async () => {
    simulator.setSymbolStatus('ETHUSDT', 'HALT');
    await test.store.redis.hset(counter, 'own', 3901);
    await later(59);
    await test.store.redis.hset(counter, 'own', 3000);
    await later(4);
    expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([0, 'TRADING']);
    await later(1);
    expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([1, 'HALT']);
  });

  it('but not when the pair-info worker has just read them', async () => {
    await later(50);
    const others = ['BTCUSDT', 'ETCUSDT'].map((symbol): [string, string] => [symbol, 'TRADING']);
    await keeper.onFacts({ limits: null, statuses: new Map([...others, ['ETHUSDT', 'BREAK']]) }, NOON);
    await later(50);
    expect([asked('exchangeInfo'), await listing('ethusdt')]).toEqual([0, 'BREAK']);
  });

  it('whatever that worker has read of single pairs: it looks at those that are halted all the time', async () => {
    await later(50);
    await keeper.onFacts({ limits: null, statuses: new Map([['ETHUSDT', 'BREAK']]) }, NOON);
    await later(10);
    expect(asked('exchangeInfo')).toBe(1);
  });
});

describe.each([403, 451])('while the exchange blocks us (%i)', (status) => {
  const isPaused = (process: Gate) => expect(process.send(spot.time())).rejects.toMatchObject({ code: 'paused' });

  it('one ping each five seconds is all it gets, and the first that is answered ends it for all', async () => {
    const other = processOf().gate;
    simulator.inject({ kind: 'status', status });
    await expect(other.send(spot.time())).rejects.toMatchObject({ status });
    simulator.resetStats();
    const pings: number[] = [];
    for (let passed = 0; passed < 17; passed++) {
      await later(1);
      // Redis has a second of its own, which on a busy machine is over before ours: the pause would run out between two pings.
      await test.store.redis.pexpire(pauseKey, 60_000);
      for (const process of [gate, other]) await isPaused(process);
      pings.push(asked('ping'));
    }
    expect(pings.flatMap((count, index) => (count > (pings[index - 1] ?? 0) ? [index] : []))).toEqual([5, 10, 15]);
    expect(simulator.stats().requests).toBe(3);
    // Nobody else asks whether it is over.
    simulator.clearFaults();
    await isPaused(other);
    await later(2);
    expect(asked('ping')).toBe(3);
    await later(2);
    expect(asked('ping')).toBe(4);
    for (const process of [gate, other]) await expect(process.send(spot.time())).resolves.toBeDefined();
    expect(await test.store.redis.exists(pauseKey)).toBe(0);
  });

  it('another answer than a block ends it as well, but one with a time of its own is kept to', async () => {
    simulator.inject({ kind: 'status', status, times: 1 });
    await expect(gate.send(spot.time())).rejects.toMatchObject({ status });
    simulator.inject({ kind: 'status', status: 500, path: 'ping', times: 1 });
    await later(1);
    await later(5);
    await expect(gate.send(spot.time())).resolves.toBeDefined();

    simulator.inject({ kind: 'status', status, path: 'time', times: 1 });
    await expect(gate.send(spot.time())).rejects.toMatchObject({ status });
    simulator.inject({ kind: 'status', status: 429, retryAfter: 30, path: 'ping', times: 1 });
    await later(1);
    await later(5);
    await isPaused(gate);
    expect(await test.store.redis.pttl(pauseKey)).toBeGreaterThan(20_000);
  });
});

it('a ping that is not answered tells nothing: the block stands, and is asked about again', async () => {
  simulator.inject({ kind: 'status', status: 403, times: 1 });
  await expect(gate.send(spot.time())).rejects.toMatchObject({ status: 403 });
  simulator.inject({ kind: 'reset', path: 'ping', times: 1 });
  await later(1);
  await later(5);
  await expect(gate.send(spot.time())).rejects.toMatchObject({ code: 'paused' });
  await later(5);
  await expect(gate.send(spot.time())).resolves.toBeDefined();
  expect(fatal).toEqual([]);
});
