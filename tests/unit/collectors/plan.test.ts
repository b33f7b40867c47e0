import fc from 'fast-check';
import { describePlan, plan } from '../../../collectors/plan.ts';
import { collectors } from '../../../config/feeds.js';
import { configOf } from '../../configOf.ts';

const pairs = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
const limits = { weightPerMinute: 6000 };
const planFor = (count: number, more: object = {}, foreign = 0) =>
  plan(configOf({ pairs: pairs(count), ...more }), limits, foreign);

it('serves three pairs each second, as the weights of the endpoints have it', () => {
  const made = planFor(3);
  expect(made.rung).toBe(1);
  // 1500 a pair and 600 for the three batched feeds, one a minute for the clock, 20 an hour for exchangeInfo.
  expect(made.weightPerMinute).toBeCloseTo(3 * 1500 + 600 + 1 + 20 / 60);
  expect([...made.collectors.values()].map(({ period }) => period)).toEqual([1, 3600, ...Array(12).fill(1)]);
});

it('stretches trades first, then the book, then the rest', () => {
  const periodsOf = (count: number) => {
    const { collectors: planned } = planFor(count);
    return ['trades', 'depth', 'klines-1'].map((name) => planned.get(name)?.period);
  };
  expect(periodsOf(4)).toEqual([expect.any(Number), expect.any(Number), 1]);
  expect(periodsOf(4)[0]).toBeGreaterThan(1);
  const [trades, depth, rest] = periodsOf(20);
  expect([trades, depth]).toEqual([10, 10]);
  expect(rest).toBeGreaterThan(1);
});

it('leaves room for what others on the same address spend', () => {
  expect(planFor(3).rung).toBe(1);
  const cramped = planFor(3, {}, 2000);
  expect(cramped.rung).toBe(4);
  expect(cramped.budget).toBe(3400);
  expect(cramped.weightPerMinute).toBeLessThanOrEqual(3400);
});

it('leaves out what is disabled and keeps to a slower period that is asked for', () => {
  const { collectors: planned } = planFor(1, {
    feeds: { depth: { enabled: false }, price: { everySeconds: 30 } },
    klines: { intervals: [1, 60] },
  });
  expect([...planned.keys()]).toEqual([
    'trades',
    'pair-info',
    'high-low',
    'book-ticker',
    'price',
    'klines-1',
    'klines-60',
  ]);
  expect(planned.get('price')).toEqual({ period: 30, weightPerMinute: 8 });
});

it('always fits the budget, drops no feed, and never polls faster than asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 2500 }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (count, foreign, share) => {
        const made = planFor(count, { budget: { share } }, foreign);
        expect(made.collectors.size).toBe(collectors.length);
        expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget);
        for (const { period } of made.collectors.values()) expect(period).toBeGreaterThanOrEqual(1);
      },
    ),
    { numRuns: 40 },
  );
});

it('is described as one line per collector and a total', () => {
  const lines = describePlan(planFor(3));
  expect(lines).toHaveLength(collectors.length + 1);
  expect(lines.at(-1)).toMatch(/5101\.3 of 5400 weight\/min: every feed at its configured period/);
});
