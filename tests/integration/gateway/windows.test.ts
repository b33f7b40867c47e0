import fc from 'fast-check';
import type { RateLimit } from '../../../markets/market.js';
import { limitsOf, steadyPerMinute } from '../../../model/limits.ts';
import { readForeignWeight, readUsedWeight } from '../../../store/budget/budget.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { mostInWindow, type Play, play, type Sending, type Skew, sumOf } from './countingExchange.ts';

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
/** The first counterexample is shown: a smaller one would take long to find. */
const RUNS = { numRuns: 40, endOnFailure: true };

/** Requests of three processes. One or two of them fit, and more are tried all the time: each is sent as soon as it may be. */
const sendingsIn = (windowMs: number, ways: readonly number[]): fc.Arbitrary<Sending[]> =>
  fc.array(
    fc.record({
      afterMs: fc.nat({ max: Math.round(windowMs / 30) }),
      process: fc.nat({ max: 2 }),
      weight: fc.integer({ min: 5, max: 9 }),
      wayMs: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...ways) }, fc.nat({ max: Math.max(...ways) })),
      answerMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 2_000 }), fc.constant(null)),
    }),
    { minLength: 150, maxLength: 150 },
  );
/** Its error is as large as it may be, or none. */
const skew: fc.Arbitrary<Skew> = fc
  .tuple(fc.oneof(fc.constant(400), fc.nat({ max: 400 })), fc.constantFrom(-1, 0, 1))
  .map(([uncertaintyMs, part]) => ({ uncertaintyMs, errorMs: part * uncertaintyMs }));
const skews = fc.tuple(skew, skew, skew);

const settings = (
  window: RateLimit['window'],
  windows: readonly number[],
  ways: readonly number[],
  clocks: fc.Arbitrary<readonly Skew[]>,
): fc.Arbitrary<Play> =>
  fc.constantFrom(...windows).chain((windowMs) =>
    fc.record({
      began: fc.nat({ max: 2 * windowMs }).map((ms) => NOON + ms),
      limit: fc.constantFrom(9, 20).map((weight) => ({ weight, windowMs, window })),
      share: fc.constantFrom(1, 0.9),
      skews: clocks,
      sendings: sendingsIn(windowMs, ways),
    }),
  );

/** Whatever is sent, no window of the exchange holds more than our share. */
async function expectKept(setting: Play): Promise<void> {
  await test.store.redis.flushdb();
  const { arrivals } = await play(test.store, setting);
  expect(mostInWindow(arrivals, setting.limit)).toBeLessThanOrEqual(setting.limit.weight * setting.share);
}

it('a sliding window never holds more than its share, wherever it lies and however long requests take', async () => {
  const sliding = settings('sliding', [1_000, 5_000], [0, 0, 3_999], skews);
  await fc.assert(fc.asyncProperty(sliding, expectKept), RUNS);
}, 240_000);

it('a fixed window never holds more than its share where requests arrive shortly after they are sent', async () => {
  const fixed = settings('fixed', [1_000, 10_000, MINUTE, 5 * MINUTE], [0, 249], fc.constant([exact, exact, exact]));
  await fc.assert(fc.asyncProperty(fixed, expectKept), RUNS);
}, 240_000);

/** One process that asks each `everyMs` for so long. */
const steady = (weight: number, everyMs: number, forMs: number, more: Partial<Sending> = {}): Sending[] =>
  Array.from({ length: Math.floor(forMs / everyMs) }, () => ({
    afterMs: everyMs,
    process: 0,
    weight,
    wayMs: 30,
    answerMs: 70,
    ...more,
  }));

it('a fixed window is spent at its end and anew at its beginning, which a sliding one does not allow', async () => {
  const burst = steady(10, 100, 4_000);
  const began = NOON - 2_000;
  const both = { began, share: 1, skews: [exact], sendings: burst };
  const fixed = await play(test.store, { ...both, limit: { weight: 100, windowMs: MINUTE, window: 'fixed' } });
  // Ten before the turn, three of which may be counted after it, and then the other seven.
  expect(sumOf(fixed.arrivals)).toBe(200);
  await test.store.redis.flushdb();
  const sliding = await play(test.store, { ...both, limit: { weight: 100, windowMs: MINUTE, window: 'sliding' } });
  expect(sumOf(sliding.arrivals)).toBe(100);
});

it.each([
  [1_000, 300],
  [10_000, 1_200],
  [MINUTE, 6_000],
])('of a sliding window of %i ms nearly all can be spent', async (windowMs, weight) => {
  const limit: RateLimit = { weight, windowMs, window: 'sliding' };
  const forMs = 6 * windowMs;
  const sendings = steady(weight / 50, windowMs / 100, forMs);
  const { arrivals } = await play(test.store, { began: NOON, share: 1, limit, skews: [exact], sendings });
  const possible = (steadyPerMinute(limitsOf(limit)) * forMs) / MINUTE;
  expect(sumOf(arrivals)).toBeGreaterThanOrEqual(possible);
});

it('history takes of a sliding window what live polls never need, and they always find theirs', async () => {
  const limit: RateLimit = { weight: 100, windowMs: 10_000, window: 'sliding' };
  const forMs = 60_000;
  const live = steady(7, 1_000, forMs);
  const fill = steady(2, 50, forMs, { priority: 'fill' });
  const sendings = inOrder(fill, live);
  // Eleven polls may lie in ten seconds and what an answer takes.
  const planned = 11 * 7 * 6;
  const { arrivals, refused } = await play(test.store, {
    began: NOON,
    limit,
    share: 1,
    planned,
    skews: [exact],
    sendings,
  });
  expect(refused.filter(({ priority }) => priority !== 'fill')).toEqual([]);
  const filled = sumOf(arrivals) - sumOf(live);
  expect(filled).toBeGreaterThan((100 - 77) * 5);
  expect(filled).toBeLessThanOrEqual((100 - 77) * 6);
});

/** Both, one after the other by when they are sent. */
function inOrder(...lists: readonly Sending[][]): Sending[] {
  const timed = lists.flatMap((list) => {
    let at = 0;
    return list.map((sending) => {
      at += sending.afterMs;
      return { at, sending };
    });
  });
  let before = 0;
  return timed
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, sending }) => {
      const afterMs = at - before;
      before = at;
      return { ...sending, afterMs };
    });
}

describe('what others spend of a sliding window, where the exchange says what it has counted,', () => {
  const limit: RateLimit = { weight: 1_000, windowMs: 10_000, window: 'sliding' };
  const others = Array.from({ length: 60 }, (_, second) => ({ at: NOON + second * 1_000, weight: 50 }));
  const setting = { began: NOON, limit, share: 1, skews: [exact] };

  it('is left to them, and told per minute', async () => {
    const sendings = steady(20, 250, 60_000);
    const { arrivals } = await play(test.store, { ...setting, sendings, others });
    const both = [...arrivals, ...others].toSorted((one, other) => one.at - other.at);
    // It would be 1300. What they have spent since our last answer we cannot know.
    expect(mostInWindow(both, limit)).toBeLessThanOrEqual(1_150);
    const foreign = await readForeignWeight(test.store, account, NOON + 59_000, limit);
    expect(foreign).toBeGreaterThanOrEqual(6 * 450);
    expect(foreign).toBeLessThanOrEqual(6 * 500);
    expect(await readForeignWeight(test.store, account, NOON + 120_000, limit)).toBe(0);
  });

  it('is never our own, however long our requests take', async () => {
    const sendings = steady(20, 150, 60_000, { wayMs: 1_500, answerMs: 1_500 });
    await play(test.store, { ...setting, sendings, others: [] });
    expect(await readForeignWeight(test.store, account, NOON + 59_000, limit)).toBe(0);
  });

  it('is what is used of a minute, too', async () => {
    await play(test.store, { ...setting, sendings: steady(20, 500, 30_000) });
    const used = await readUsedWeight(test.store, account, NOON + 30_000, limit);
    expect(used).toBeGreaterThanOrEqual(6 * 400);
    expect(used).toBeLessThanOrEqual(6 * 440);
    expect(await readUsedWeight(test.store, account, NOON + 50_000, limit)).toBe(0);
  });
});
