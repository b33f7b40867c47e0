import { rangeOf, upText } from '../../../web/figures/plotRange.ts';

test('amounts are drawn from zero, with room above the most', () => {
  expect(rangeOf(5, 100, false)).toEqual([0, 105]);
  expect(rangeOf(0, 0, false)).toEqual([0, 1]);
});

test.each([
  [100, 200, 95, 205],
  [64_000, 64_000, 63_936, 64_064],
  [-2, -1, -2.05, -0.95],
  [0, 0, -1, 1],
])('levels from %d to %d are drawn from %d to %d', (least, most, from, to) => {
  const [bottom, top] = rangeOf(least, most, true);
  expect(bottom).toBeCloseTo(from, 9);
  expect(top).toBeCloseTo(to, 9);
});

test('of nothing there is a range, too', () => {
  for (const isLevel of [true, false]) {
    const [bottom, top] = rangeOf(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, isLevel);
    expect([bottom, top]).toEqual([0, 1]);
  }
});

test('levels that lie close together are told apart, amounts are short', () => {
  expect([upText(64_231.1, true), upText(64_231.2, true), upText(64_231.1, false)]).toEqual([
    '64231.1',
    '64231.2',
    '64.2K',
  ]);
});
