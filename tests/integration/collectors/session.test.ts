import { createSession, type Session } from '../../../collectors/session.ts';
import type { SessionConfig } from '../../../collectors/sessionOptions.ts';
import type { Config } from '../../../config/config.ts';
import type { ConfigStatus } from '../../../config/watch.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import type { MarketTable } from '../../../markets/market.js';
import { collectorsOf } from '../../../markets/markets.js';
import { spot } from '../../../markets/spot.js';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { dataKey, listingKey, sourceKey } from '../../../store/redis/keys.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { readLatest } from '../../../store/values/latest.ts';
import { configOf } from '../../configOf.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog, openTestStore, type TestStore } from '../../testStore.ts';

const collectors = collectorsOf('spot');

const config = configOf({ pairs: ['btcusdt'] });
const status: ConfigStatus = { hash: 'x', file: '/x', ok: true, faults: [], since: 0, restartNeeded: [] };
/** A schedule's second is shortened: what is not due does not act. */
const EVERY_MS = 100;
const ofSession = (given: Config): SessionConfig => ({
  part: given,
  share: given.budget.share,
  callers: given.callers,
});

interface Running {
  readonly session: Session;
  readonly messages: string[];
  /** The workers that write. */
  readonly names: () => string[];
  /** No second passes for it any more. */
  freeze(): void;
  stop(): Promise<void>;
}

let test: TestStore;
let simulator: Simulator;
let running: Running[];
beforeEach(async () => {
  test = await openTestStore();
  simulator = await createSimulator({});
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  await simulator.close();
  await test.close();
});

/** A session of spot with these collectors, and what drives it. */
const start = (...names: readonly string[]): Running => startBy(spot, ...names);

function startBy(table: MarketTable, ...names: readonly string[]): Running {
  const { log, messages } = createTestLog();
  const clock = createExchangeClock();
  const session = createSession({
    market: 'spot',
    table,
    connector: binanceSpot,
    streamsAt: null,
    exchange: openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [], now: clock.nowOrWall }),
    clock,
    egress: 'local',
    config: ofSession(config),
    chosen: collectors.filter(({ name }) => names.includes(name)),
    holder: `test|boot|${process.pid}|start|${running.length}`,
    store: test.store,
    log,
    defects: createDefects(log),
    onFatal: (error) => messages.push(`fatal ${error.message}`),
  });
  const following = new Set<Promise<void>>();
  /** Whoever stops it waits for what reads from Redis still: the test closes that next. */
  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => following.delete(tracked));
    following.add(tracked);
  };
  const timer = setInterval(() => {
    track(session.standBy());
    track(session.follow());
    session.keep();
    for (const worker of session.workers) worker.tick();
  }, EVERY_MS);
  const made: Running = {
    session,
    messages,
    freeze: () => clearInterval(timer),
    names: () => session.reports(status).map(({ name }) => name),
    async stop() {
      if (!running.includes(made)) return;
      running = running.filter((other) => other !== made);
      clearInterval(timer);
      await Promise.all(following);
      await session.stop();
    },
  };
  running.push(made);
  return made;
}
const asked = (path: string) => simulator.stats().byPath[`/api/v3/${path}`] ?? 0;
const isStored = async (feed: 'price' | 'pair-info') =>
  (await readLatest(test.store, dataKey('spot', 'btcusdt', feed))).meta !== null;
const hasPrice = () => isStored('price');
const hasPairInfo = () => isStored('pair-info');

it('of two sessions of one market one writes, and the other takes over when it stops', async () => {
  const first = start('pair-info', 'price');
  await eventually(hasPrice);
  const second = start('pair-info', 'price');
  await eventually(() => second.messages.filter((line) => line.includes('standing by')).length === 2);
  expect(first.names()).toEqual(['pair-info', 'price']);
  expect(second.names()).toEqual([]);
  await first.stop();
  await eventually(() => second.names().length === 2);
  const said = second.messages.filter((line) => line.includes('takes over'));
  expect(said.toSorted()).toEqual([
    'info pair-info: takes over: it writes from now on',
    'info price: takes over: it writes from now on',
  ]);
  const before = asked('ticker/price');
  await eventually(() => asked('ticker/price') > before);
});

it('sessions with different collectors work together: one keeps the market for both', async () => {
  const other = start('price');
  await eventually(() => other.names().length === 1);
  expect(other.session.reports(status)[0]?.state).toBe('waiting');
  const keeping = start('pair-info');
  await eventually(hasPrice);
  await Promise.all([keeping.session.firstReply, other.session.firstReply]);
  expect([asked('time'), asked('exchangeInfo')]).toEqual([expect.any(Number), 1]);
  // The plan is told by the one that keeps the market.
  expect(keeping.messages.filter((line) => line.startsWith('info plan: level'))).toHaveLength(1);
  expect(other.messages.filter((line) => line.includes('plan: '))).toEqual([]);
});

describe('an edit', () => {
  const next = (...pairs: readonly string[]) => configOf({ pairs });

  it('that adds a pair is judged by the one that keeps the market, and followed by the other', async () => {
    const [keeping, other] = [start('pair-info', 'price'), start('trades')];
    // Its own worker has read the listings, too, and does not again for a while.
    await eventually(async () => (await hasPrice()) && (await hasPairInfo()));
    const before = asked('exchangeInfo');
    const judged = (wanted: Config) =>
      Promise.all([other, keeping].map(({ session }) => session.judge(wanted, config)));
    expect(await judged(next('btcusdt', 'ethusdt'))).toEqual([[], []]);
    expect(asked('exchangeInfo')).toBe(before + 1);
    const faults = ['pairs: the exchange does not list nopeusdt'];
    expect(await judged(next('btcusdt', 'nopeusdt'))).toEqual([faults, faults]);
  });

  it('that adds none is not asked about', async () => {
    const { session } = start('price');
    expect(await session.judge(next('btcusdt'), next('btcusdt', 'ethusdt'))).toEqual([]);
    expect(simulator.stats().requests).toBe(0);
  });

  it('is followed by all workers, and says what it disables', async () => {
    const { session, messages } = start('pair-info', 'price');
    await eventually(hasPrice);
    session.configure(ofSession(configOf({ pairs: ['btcusdt', 'ethusdt'], feeds: { price: { enabled: false } } })));
    const [, price] = session.reports(status);
    expect(price?.state).toBe('disabled');
    const added = dataKey('spot', 'ethusdt', 'pair-info');
    await eventually(async () => (await readLatest(test.store, added)).meta !== null);
    expect(messages.filter((line) => line.startsWith('info disabled: price;'))).toHaveLength(1);
  });
});

it('when Redis is back it polls at once, though its leases have run out meanwhile', async () => {
  const { session, names, freeze } = start('pair-info', 'price');
  await eventually(hasPrice);
  freeze();
  await eventually(() => names().length === 0);
  const before = asked('ticker/price');
  await session.goOn();
  await eventually(() => asked('ticker/price') > before);
});

it('what its exchange is called, and which pairs are traded, it knows from its table alone', async () => {
  const table = { ...spot, exchange: { name: 'other', title: 'Another' }, traded: ['HALT'] };
  await test.store.redis.hset(sourceKey, 'spot', 'other');
  const { messages } = startBy(table, 'pair-info', 'price');
  const simulated = 'use another Redis or redis.db, or remove the old data with: npm run clear -- --yes';
  await eventually(() => messages.some((line) => line.startsWith('fatal the spot data') && line.endsWith(simulated)));
  await test.store.redis.del(sourceKey);
  await eventually(async () => (await test.store.redis.exists(listingKey('spot'))) === 1);
  // A pair that is not traded is looked at again soon.
  await eventually(() => asked('exchangeInfo') > 1);
  expect(asked('ticker/price')).toBe(0);
});
