import fc from 'fast-check';
import type { RateLimit } from '../../../markets/market.js';
import { limitsOf, steadyPerMinute } from '../../../model/limits.ts';
import { readForeignWeight, readUsedWeight } from '../../../store/budget.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { mostInWindow, play, type Sending, type Skew, sumOf } from './countingExchange.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const account = { egress: 'local', market: 'spot' } as const;
const exact: Skew = { errorMs: 0, uncertaintyMs: 0 };
const RUNS = { numRuns: 30 };

/** Requests of three processes. Few of them fit, and one is tried again and again: each is sent as soon as it may be. */
const sendingsIn = (windowMs: number, mostWayMs: number): fc.Arbitrary<Sending[]> =>
  fc.array(
    fc.record({
      afterMs: fc.nat({ max: Math.round(windowMs / 50) }),
      process: fc.nat({ max: 2 }),
      weight: fc.integer({ min: 4, max: 10 }),
      wayMs: fc.oneof(fc.constant(0), fc.nat({ max: mostWayMs })),
      answerMs: fc.oneof(fc.constant(0), fc.nat({ max: 2_000 }), fc.constant(null)),
    }),
    { minLength: 250, maxLength: 250 },
  );
const skew: fc.Arbitrary<Skew> = fc
  .nat({ max: 400 })
  .chain((uncertaintyMs) =>
    fc.constantFrom(-1, 0, 1).map((part) => ({ uncertaintyMs, errorMs: part * uncertaintyMs })),
  );
const skews = fc.array(skew, { minLength: 3, maxLength: 3 });
const limits = (window: RateLimit['window'], windows: number[]): fc.Arbitrary<RateLimit> =>
  fc.record({
    weight: fc.integer({ min: 10, max: 25 }),
    windowMs: fc.constantFrom(...windows),
    window: fc.constant(window),
  });
const settingOf = (limit: fc.Arbitrary<RateLimit>, mostWayMs: number, clocks: fc.Arbitrary<readonly Skew[]>) =>
  limit.chain((limit) =>
    fc.record({
      began: fc.nat({ max: 2 * limit.windowMs }).map((ms) => NOON + ms),
      limit: fc.constant(limit),
      share: fc.constantFrom(1, 0.9, 0.5),
      skews: clocks,
      sendings: sendingsIn(limit.windowMs, mostWayMs),
    }),
  );

it('a sliding window never holds more than its share, wherever it lies and however long requests take', async () => {
  const sliding = limits('sliding', [1_000, 7_000, 10_000, MINUTE]);
  await fc.assert(
    fc.asyncProperty(settingOf(sliding, 4_000, skews), async (setting) => {
      await test.store.redis.flushdb();
      const { arrivals } = await play(test.store, setting);
      expect(mostInWindow(arrivals, setting.limit)).toBeLessThanOrEqual(setting.limit.weight * setting.share);
    }),
    RUNS,
  );
});
