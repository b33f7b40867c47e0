import { percentile, slope } from '../../../rig/figures.ts';

it.each([
  [[1], 0.99, 1],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.51, 3],
  [[4, 1, 3, 2], 1, 4],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
])('of %p the share %p does not exceed %p', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

it('has no percentile of nothing', () => {
  expect(percentile([], 0.5)).toBeNaN();
});

it('a slope is the rise of the line that fits best', () => {
  expect(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBeCloseTo(2);
  expect(
    slope([
      [0, 5],
      [1, 5],
      [2, 5],
    ]),
  ).toBe(0);
  expect(
    slope([
      [0, 0],
      [1, 2],
      [2, 1],
    ]),
  ).toBeCloseTo(0.5);
  expect(slope([[3, 1]])).toBeNaN();
});
