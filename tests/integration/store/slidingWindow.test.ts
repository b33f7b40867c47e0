import fc from 'fast-check';
import { readForeignWeight, readUsedWeight } from '../../../store/budget/budget.ts';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { correctSliding, type Moment, reserveSliding, settleSliding } from '../../../store/budget/slidingWindow.ts';
import { slidingKey } from '../../../store/redis/keys.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const account = { egress: 'local', market: 'spot' } as const;
const NOON = Date.UTC(2026, 10, 21, 12);
const WINDOW = 10_000;
const limits = { windowMs: WINDOW, window: 'sliding' } as const;
const key = slidingKey('local', 'spot', WINDOW);
const at = (ms: number): Moment => ({ now: NOON + ms, uncertainty: 0 });
const reserve = (weight: number, ms: number, more: { kind?: 'live' | 'fill'; fillAllowance?: number } = {}) => {
  const { kind = 'live', fillAllowance = 100 } = more;
  const wanted = { weight, kind, allowance: 100, fillAllowance, isPing: false, ...at(ms) };
  return reserveSliding(test.store, account, wanted, WINDOW);
};
const settle = (weight: number, sentMs: number, overMs: number) =>
  settleSliding(test.store, account, { weight, kind: 'live' }, at(sentMs), at(overMs), WINDOW);
const used = (ms: number) => readUsedWeight(test.store, account, NOON + ms, { windowMs: 10_000, window: 'sliding' });

describe('a sliding window', () => {
  it('grants weight up to its allowance, to all together', async () => {
    const granted = await Promise.all(Array.from({ length: 30 }, () => reserve(4, 0)));
    expect(granted.filter(({ outcome }) => outcome === 'granted')).toHaveLength(25);
    expect(await reserve(1, 9_999)).toMatchObject({ outcome: 'spent', used: 100 });
  });

  it('frees weight a window after the request is over, and six seconds later where nobody has said that it is', async () => {
    await reserve(60, 0);
    await reserve(40, 0);
    await settle(60, 0, 100);
    expect((await reserve(1, 10_099)).outcome).toBe('spent');
    // Rounded up to a step of 160 ms.
    expect((await reserve(60, 10_260)).outcome).toBe('granted');
    expect((await reserve(40, 15_999)).outcome).toBe('spent');
    expect((await reserve(40, 16_160)).outcome).toBe('granted');
  });

  it('counts a request that is over although its reservation was lost', async () => {
    await reserve(60, 0);
    await test.store.redis.flushdb();
    await settle(60, 0, 100);
    expect((await reserve(41, 200)).outcome).toBe('spent');
  });

  it('gives fill its part and no more, and live polls all that is left', async () => {
    const fill = { kind: 'fill', fillAllowance: 30 } as const;
    expect((await reserve(30, 0, fill)).outcome).toBe('granted');
    expect((await reserve(1, 0, fill)).outcome).toBe('spent');
    expect((await reserve(70, 0)).outcome).toBe('granted');
    expect((await reserve(1, 0)).outcome).toBe('spent');
  });

  it('obeys a pause', async () => {
    await pauseEgress(test.store, account, { status: 429, until: NOON + 5_000 }, NOON);
    expect(await reserve(1, 0)).toMatchObject({ outcome: 'paused', pause: { status: 429, until: NOON + 5_000 } });
  });

  it('is kept in some hundred fields, whatever is sent, and gone when nobody asks any more', async () => {
    for (let ms = 0; ms < 60_000; ms += 50) {
      await reserve(1, ms);
      await settle(1, ms, ms + 30);
    }
    expect(await test.store.redis.hlen(key)).toBeLessThan(200);
    const ttl = await test.store.redis.ttl(key);
    expect(ttl).toBeGreaterThan(WINDOW / 1000 + 6);
    expect(ttl).toBeLessThan(60);
  });

  it('holds weight of a process with a wrong clock for a window at most', async () => {
    await reserve(100, 3_600_000);
    expect((await reserve(1, 0)).outcome).toBe('spent');
    expect((await reserve(1, 15_999)).outcome).toBe('spent');
    expect((await reserve(1, 16_160)).outcome).toBe('granted');
  });
});

describe('what the exchange says it has counted in a sliding window', () => {
  const correct = (header: number, sentMs: number, isSure = true) =>
    correctSliding(test.store, account, header, at(sentMs), at(sentMs + 100), isSure, WINDOW);
  const foreign = (ms: number) =>
    readForeignWeight(test.store, account, NOON + ms, { windowMs: 10_000, window: 'sliding' });
  /** A counter that was begun long before. */
  const begin = async () => {
    await reserve(1, -30_000);
    await reserve(10, 0);
  };

  it('is not there for us where it is beyond ours, for a window', async () => {
    await begin();
    await correct(60, 0);
    expect((await reserve(41, 200)).outcome).toBe('spent');
    expect((await reserve(40, 200)).outcome).toBe('granted');
    expect(await used(200)).toBe(600);
    expect(await used(20_000)).toBe(0);
  });

  it('is told to the plan per minute, where nothing of ours can have been lost', async () => {
    await begin();
    await correct(60, 0, false);
    expect(await foreign(100)).toBe(0);
    await correct(40, 0);
    expect(await foreign(100)).toBe(6 * 30);
    expect(await foreign(60_000)).toBe(0);
  });

  it('is never ours: neither after a Redis that was emptied, nor what was freed while the answer was under way', async () => {
    await begin();
    await test.store.redis.flushdb();
    await correct(60, 0);
    await reserve(1, 200);
    await correct(60, 200);
    expect(await foreign(300)).toBe(0);

    await test.store.redis.flushdb();
    await begin();
    await settle(10, 0, 100);
    // It was sent when the ten still counted.
    await reserve(1, 10_000);
    await reserve(1, 10_500);
    await correct(11, 10_000);
    expect(await foreign(10_600)).toBe(0);
  });
});

describe('a damaged counter', () => {
  const { redis } = { redis: () => test.store.redis };

  it('grants nothing, says so, and is gone after a while', async () => {
    await redis().set(key, 'x');
    expect((await reserve(1, 0)).outcome).toBe('damaged');
    expect(await redis().ttl(key)).toBeGreaterThan(0);
    expect(await used(0)).toBeNull();
    expect(test.messages.at(-1)).toContain('the weight counter in Redis is damaged: it grants no weight until');
    await settle(1, 0, 100);
    await correctSliding(test.store, account, 50, at(0), at(100), true, WINDOW);
    expect(await redis().get(key)).toBe('x');
    await redis().del(key);
    expect((await reserve(1, 0)).outcome).toBe('granted');
  });

  const text = fc.constantFrom('', 'NaN', 'nan', 'inf', '-1', '1e999', '1e3', '{}', '7', '99999999999999999999', '1.5');
  const field = fc.oneof(
    fc.constantFrom('live:', 'live:x', 'fill:-1', 'foreign:1e99', 'since', 'sure:1', 'x', ''),
    fc.integer({ min: -20_000, max: 20_000 }).map((ms) => `live:${NOON + ms}`),
    fc.constantFrom('live:99999999999999999999', 'fill:4102444800000'),
  );

  it('never grants more than the allowance, whatever is put into it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, text), { minLength: 1, maxLength: 4 }),
        fc.nat({ max: 12 }),
        async (put, before) => {
          await redis().flushdb();
          let granted = 0;
          const spend = async (times: number) => {
            for (let time = 0; time < times; time++) {
              if ((await reserve(7, time)).outcome === 'granted') granted += 7;
            }
          };
          await spend(before);
          for (const [name, value] of put) await redis().hset(key, name, value);
          await spend(20);
          expect(granted).toBeLessThanOrEqual(100);
          for (const weight of [await used(0), await readForeignWeight(test.store, account, NOON, limits)]) {
            expect(weight === null || Number.isSafeInteger(weight)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [Number.NaN, 100],
    [Number.POSITIVE_INFINITY, 100],
    [-7, 100],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
    [1, -7],
  ])('grants nothing for a weight of %d with an allowance of %d', async (weight, allowance) => {
    const wanted = { weight, kind: 'live', allowance, fillAllowance: allowance, isPing: false, ...at(0) } as const;
    expect((await reserveSliding(test.store, account, wanted, WINDOW)).outcome).not.toBe('granted');
  });
});
