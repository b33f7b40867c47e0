import type { Exchange } from '../../../exchanges/connector.ts';
import { createGate, type Gate } from '../../../gateway/gate.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import { usdm } from '../../../markets/usdm.js';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { machine } from '../../../runtime/machine.ts';
import { readUsedInWindow, readUsedWeight } from '../../../store/budget/budget.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

/** Limits beside a market's own: each is an account of its own. */

const NOON = Date.UTC(2026, 10, 21, 12);
const account = { egress: 'local', market: 'usdm' } as const;
const pooled = (pool: string): ExchangeRequest => ({ path: `/of/${pool}`, params: {}, weight: 1, pool });
const weighed = (weight: number): ExchangeRequest => ({ path: '/of/weight', params: {}, weight });

let test: TestStore;
let now: number;
let sent: string[];
let gate: Gate;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.store.redis.flushdb();
  now = NOON + 30_000;
  sent = [];
  const clock = createExchangeClock(
    () => now,
    () => now,
  );
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: now, boot: machine.boot, host: machine.id });
  const exchange: Exchange = {
    async get({ path }) {
      sent.push(path);
      return { data: {}, text: '{}', source: 'binance', usedWeight: 2000 };
    },
    close: () => undefined,
  };
  const table = {
    ...usdm,
    pools: { ...usdm.pools, small: { weight: 10, windowMs: 300_000, window: 'sliding' } },
  } as const;
  gate = createGate({
    ...{ exchange, store: test.store, account, table, clock },
    shared: createSharedState(test.store, account, clock, table),
    share: () => 1,
    plan: () => ({ weightPerMinute: 100, foreign: 0, pools: new Map([['small', { weightPerMinute: 1 }]]) }),
    onReply: () => undefined,
    onPause: () => undefined,
  });
});

const used = (pool: string) => readUsedInWindow(test.store, { ...account, pool }, now, usdm.pools.funding);

it('a request is counted in its own limit alone', async () => {
  await gate.send(pooled('funding'));
  await gate.send(pooled('statistics'));
  await gate.send(pooled('statistics'));
  expect([await used('funding'), await used('statistics')]).toEqual([1, 2]);
  expect(await readUsedWeight(test.store, account, now)).toBe(0);
});

it('what the exchange says it has counted is of weight, and of nothing else', async () => {
  await gate.send(pooled('statistics'));
  expect(await used('statistics')).toBe(1);
  await gate.send(weighed(20));
  expect(await readUsedWeight(test.store, account, now)).toBe(2000);
});

it('one that is spent stops none of the others', async () => {
  for (let count = 0; count < 10; count++) await gate.send(pooled('small'));
  await expect(gate.send(pooled('small'))).rejects.toMatchObject({
    code: 'throttled',
    message: 'the weight of these 300 s is spent',
  });
  await gate.send(pooled('funding'));
  await gate.send(weighed(5));
  expect(sent).toHaveLength(12);
});

it('it is free again a window later, and not before', async () => {
  for (let count = 0; count < 10; count++) await gate.send(pooled('small'));
  now += 299_000;
  await expect(gate.send(pooled('small'))).rejects.toMatchObject({ code: 'throttled' });
  now += 12_000;
  await gate.send(pooled('small'));
});

it('history gets what live polls do not need of it', async () => {
  // One a minute is five in a window of ten.
  for (let count = 0; count < 5; count++) await gate.send(pooled('small'), 'fill');
  await expect(gate.send(pooled('small'), 'fill')).rejects.toMatchObject({ code: 'throttled' });
  for (let count = 0; count < 5; count++) await gate.send(pooled('small'), 'live');
});

it('a limit that the market does not have sends nothing', async () => {
  await expect(gate.send(pooled('none'))).rejects.toThrow('/of/none: the market has no limit none');
  expect(sent).toEqual([]);
});
