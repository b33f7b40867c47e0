import fc from 'fast-check';
import { readForeignWeight, readUsedWeight } from '../../../../store/budget/budget.ts';
import { correctWeight, reserveWeight } from '../../../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../../../store/budget/pause.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { inHash } from './damages.ts';
import { MINUTE, now } from './storedCandles.ts';
import { account, pauseKey, readState } from './storedThings.ts';

const counter = (minute: number) => `collector:budget:local:spot:${Math.floor(now / MINUTE) + minute}`;
let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

describe('a minute', () => {
  const ALLOWANCE = 100;
  const reserve = (weight: number, more: { allowance?: number; marginMs?: number; at?: number } = {}) => {
    const { allowance = ALLOWANCE, marginMs = 0, at = now } = more;
    return reserveWeight(test.store, account, { weight, allowance, now: at, marginMs });
  };

  it('never grants more than its allowance, whatever is put in the place of counters and pause; later ones grant again', async () => {
    const fields = ['own', 'foreign', 'sure', 'whole'];
    const damages = fc.array(
      fc.tuple(fc.constantFrom(counter(-1), counter(0), counter(1), pauseKey), inHash(fields, '50')),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(damages, fc.nat({ max: 12 }), async (put, before) => {
        await test.store.redis.flushdb();
        let granted = 0;
        const spend = async (times: number) => {
          for (let time = 0; time < times; time++) {
            const { outcome, used } = await reserve(7, { marginMs: time % 2 === 0 ? 0 : MINUTE });
            if (outcome === 'granted') granted += 7;
            expect(used).toBeLessThanOrEqual(1_000_000);
            await correctWeight(test.store, account, granted, Math.floor(now / MINUTE), true);
          }
        };
        await spend(before);
        for (const [key, damage] of put) await damage(test.store.redis, key);
        await spend(20);
        expect(granted).toBeLessThanOrEqual(ALLOWANCE);
        for (const weight of [
          await readForeignWeight(test.store, account, now),
          await readUsedWeight(test.store, account, now),
        ]) {
          expect(weight === null || Number.isSafeInteger(weight)).toBe(true);
        }
        const ttl = await test.store.redis.ttl(pauseKey);
        expect(ttl === -2 || (ttl > 0 && ttl <= 120)).toBe(true);
        await test.store.redis.del(pauseKey);
        expect((await reserve(7, { at: now + 2 * MINUTE })).outcome).toBe('granted');
      }),
      { numRuns: 40 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -7, 1e300])(
    'grants nothing for a weight of %d',
    async (weight) => {
      expect((await reserve(weight)).outcome).toBe('damaged');
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -7, 1e300])(
    'grants nothing with an allowance of %d',
    async (allowance) => {
      expect((await reserve(1, { allowance })).outcome).not.toBe('granted');
    },
  );
});

describe('a damaged pause', () => {
  const isPaused = async () =>
    (await reserveWeight(test.store, account, { weight: 1, allowance: 100, now, marginMs: 0 })).outcome;

  it('stands until it expires, gives way to a longer one, and no ping passes or ends it', async () => {
    await test.store.redis.set(pauseKey, '{"status":418,"unt', 'PX', 30_000);
    expect(await isPaused()).toBe('paused');
    await pauseEgress(test.store, account, { status: 429, until: now + 5_000 }, now);
    await pauseEgress(test.store, account, { status: 403, until: now + 50_000, awaitsPing: true }, now);
    expect(await test.store.redis.pttl(pauseKey)).toBeGreaterThan(20_000);
    expect(await test.store.redis.get(pauseKey)).toBe('{"status":418,"unt');
    await pauseEgress(test.store, account, { status: 418, until: now + 90_000 }, now);
    expect((await readState(test.store)).pause).toEqual({ status: 418, until: now + 90_000 });
  });
});
