import { correctWeight, pauseEgress, reserveWeight } from '../../../store/budget.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const account = { egress: 'local', market: 'spot' } as const;
const NOON = Date.UTC(2026, 10, 21, 12);
const reserve = (weight: number, now = NOON) => reserveWeight(test.store, account, weight, 100, now);

it('grants weight up to the allowance of a minute, to all together', async () => {
  const granted = await Promise.all(Array.from({ length: 30 }, () => reserve(4)));
  expect(granted.filter((reservation) => reservation.granted)).toHaveLength(25);
  expect((await reserve(1)).granted).toBe(false);
});

it('begins anew with the next clock minute', async () => {
  await reserve(100);
  expect((await reserve(1, NOON + 59_999)).granted).toBe(false);
  expect(await reserve(1, NOON + 60_000)).toEqual({ granted: true, used: 1, pause: null });
});

it('follows the exchange upwards only', async () => {
  await reserve(10);
  await correctWeight(test.store, account, 60, NOON / 60_000);
  await correctWeight(test.store, account, 20, NOON / 60_000);
  expect((await reserve(1)).used).toBe(61);
});

it('grants nothing during a pause, which a shorter one does not shorten', async () => {
  await pauseEgress(test.store, account, { status: 418, until: NOON + 90_000 }, NOON);
  await pauseEgress(test.store, account, { status: 429, until: NOON + 500 }, NOON);
  expect(await reserve(1)).toEqual({ granted: false, used: 0, pause: { status: 418, until: NOON + 90_000 } });
  expect(await test.store.redis.pttl('collector:pause:local:spot')).toBeGreaterThan(80_000);
});
