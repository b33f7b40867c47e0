import { readForeignWeight, readUsedWeight, roundForeign } from '../../../store/budget/budget.ts';
import { chargeLate, correctWeight, reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { liftPause, pauseEgress } from '../../../store/budget/pause.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const account = { egress: 'local', market: 'spot' } as const;
const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const pauseKey = 'collector:pause:local:spot';
const counter = (minute: number) => `collector:budget:local:spot:${NOON / MINUTE + minute}`;
const reserve = (weight: number, now = NOON, more: { marginMs?: number; isPing?: boolean } = {}) =>
  reserveWeight(test.store, account, { weight, allowance: 100, now, marginMs: 0, ...more });
const correct = (header: number, now = NOON, isSure = true) =>
  correctWeight(test.store, account, header, Math.floor(now / MINUTE), isSure);
const used = (now = NOON) => readUsedWeight(test.store, account, now);
/** As the plan sees it, at the end of the minute of `now`. */
const foreign = (now = NOON) => readForeignWeight(test.store, account, Math.floor(now / MINUTE) * MINUTE + 59_000);

describe('a minute', () => {
  it('grants weight up to its allowance, to all together', async () => {
    const granted = await Promise.all(Array.from({ length: 30 }, () => reserve(4)));
    expect(granted.filter(({ outcome }) => outcome === 'granted')).toHaveLength(25);
    expect((await reserve(1)).outcome).toBe('spent');
  });

  it('is followed by one that begins anew', async () => {
    await reserve(100);
    expect((await reserve(1, NOON + 59_999)).outcome).toBe('spent');
    expect(await reserve(1, NOON + MINUTE)).toMatchObject({ outcome: 'granted', used: 1, pause: null });
  });

  it('follows the exchange upwards only, and what others spend is not there for us', async () => {
    await reserve(10);
    await correct(60);
    await correct(20);
    expect((await reserve(1)).used).toBe(61);
    expect((await reserve(40)).outcome).toBe('spent');
    expect(await used()).toBe(61);
  });

  it('is charged for a request that may be counted in it although it was sent before, and never above the allowance', async () => {
    await reserve(10, NOON - 200, { marginMs: 250 });
    expect([await used(NOON - 1), await used()]).toEqual([10, 10]);
    await reserve(10, NOON - 300, { marginMs: 250 });
    await reserve(10, NOON + 10, { marginMs: 250 });
    expect([await used(NOON - 1), await used()]).toEqual([20, 20]);
    await reserve(75);
    expect((await reserve(10, NOON - 200, { marginMs: 250 })).outcome).toBe('spent');
    expect([await used(NOON - 1), await used()]).toEqual([20, 95]);
  });

  it('is kept as long as the plan looks back, and no longer', async () => {
    await reserve(10);
    await correct(60);
    await chargeLate(test.store, account, 5, NOON / MINUTE + 1);
    await correct(7, NOON + 2 * MINUTE);
    for (const minute of [0, 1, 2]) {
      const ttl = await test.store.redis.ttl(counter(minute));
      expect(ttl).toBeGreaterThan(5 * 60);
      expect(ttl).toBeLessThanOrEqual(420);
    }
  });
});

describe('foreign weight', () => {
  /** A minute that is counted from its beginning. */
  const begin = async (now = NOON) => {
    await reserve(1, now - MINUTE);
    await reserve(10, now);
  };

  it('is what the exchange counts beyond ours, what is under way included', async () => {
    await begin();
    await reserve(20);
    await correct(25);
    expect(await foreign()).toBe(0);
    await correct(70);
    expect(await foreign()).toBe(40);
    await reserve(5);
    await correct(75);
    expect(await foreign()).toBe(40);
  });

  it('is the highest of the last five minutes, and forgotten after them', async () => {
    await begin();
    await correct(70);
    for (let minute = 1; minute <= 5; minute++) {
      await reserve(10, NOON + minute * MINUTE);
      await correct(15, NOON + minute * MINUTE);
      expect(await foreign(NOON + minute * MINUTE)).toBe(minute < 5 ? 60 : 5);
    }
  });

  it('is not our own weight that a Redis has lost in the middle of the minute: that counts for the minute, not for the plan', async () => {
    await begin();
    await test.store.redis.flushdb();
    await reserve(5);
    await correct(60);
    expect(await foreign()).toBe(0);
    expect(await used()).toBe(60);
    await reserve(5, NOON + MINUTE);
    await correct(50, NOON + MINUTE);
    expect(await foreign(NOON + MINUTE)).toBe(45);
  });

  it('is not read from a counter that was lost between a request and its answer', async () => {
    await begin();
    await test.store.redis.flushdb();
    await correct(60);
    await reserve(5);
    expect(await foreign()).toBe(0);
    expect(await used()).toBe(65);
  });

  it('is not what an earlier life has spent in the minute of the first start', async () => {
    await reserve(5, NOON + 30_000);
    await correct(90, NOON + 30_000);
    expect(await foreign()).toBe(0);
  });

  it('counts for the plan only where nothing of ours can be lost, else for what may be sent alone', async () => {
    await begin();
    await correct(60, NOON, false);
    expect([await foreign(), await used()]).toEqual([0, 60]);
    await correct(40, NOON, true);
    expect([await foreign(), await used()]).toEqual([30, 60]);
  });

  it('is not what a Redis has lost before the first request of a minute that is charged to two', async () => {
    await reserve(1, NOON - 2 * MINUTE);
    await reserve(30, NOON - 300, { marginMs: 250 });
    await test.store.redis.flushdb();
    await reserve(5, NOON - 200, { marginMs: 250 });
    await correct(60);
    expect(await foreign()).toBe(0);
  });

  it('is no longer what turns out to be a slow request of ours; what the minute has used does not fall', async () => {
    await begin();
    await correct(30);
    expect(await foreign()).toBe(20);
    await chargeLate(test.store, account, 15, NOON / MINUTE);
    expect([await foreign(), await used()]).toEqual([5, 30]);
    await chargeLate(test.store, account, 15, NOON / MINUTE);
    expect([await foreign(), await used()]).toEqual([0, 40]);
  });

  it('is read from the present minute only when the requests of the one before are settled', async () => {
    await begin();
    await correct(60);
    expect(await readForeignWeight(test.store, account, NOON + 5_000)).toBe(0);
    expect(await readForeignWeight(test.store, account, NOON + 6_000)).toBe(50);
  });

  it.each([
    [0, 0],
    [59, 0],
    [60, 100],
    [100, 100],
    [101, 200],
    [2000, 2000],
  ])('of %i a minute makes the plan set %i aside', (weight, aside) => {
    expect(roundForeign(weight, { weightPerMinute: 6000 })).toBe(aside);
  });
});

describe('a pause', () => {
  const timed = (status: number, ms: number) => pauseEgress(test.store, account, { status, until: NOON + ms }, NOON);
  const waiting = (ms = 8_000) =>
    pauseEgress(test.store, account, { status: 403, until: NOON + ms, awaitsPing: true }, NOON);

  it('stops everything, and a shorter one does not shorten it', async () => {
    await timed(418, 90_000);
    await timed(429, 500);
    expect(await reserve(1)).toMatchObject({ outcome: 'paused', pause: { status: 418, until: NOON + 90_000 } });
    expect(await test.store.redis.pttl(pauseKey)).toBeGreaterThan(80_000);
    expect((await reserve(1, NOON, { isPing: true })).outcome).toBe('paused');
  });

  it('that waits for a ping lets pings pass and nothing else, ends when it is lifted, and by itself', async () => {
    await waiting();
    expect((await reserve(1)).outcome).toBe('paused');
    expect(await reserve(1, NOON, { isPing: true })).toMatchObject({ outcome: 'granted', used: 1, pause: null });
    expect(await test.store.redis.pttl(pauseKey)).toBeLessThanOrEqual(8_000);
    expect(await liftPause(test.store, account)).toBe(true);
    expect((await reserve(1)).outcome).toBe('granted');
  });

  it('that the exchange has set a time for is never lifted by a ping, nor replaced by a block', async () => {
    await timed(429, 3_000);
    await waiting();
    expect(await liftPause(test.store, account)).toBe(false);
    expect((await reserve(1)).pause?.status).toBe(429);
  });

  it('that waits for a ping gives way to one with a time, even a shorter one', async () => {
    await waiting();
    await timed(429, 3_000);
    expect((await reserve(1, NOON, { isPing: true })).pause).toEqual({ status: 429, until: NOON + 3_000 });
  });
});
