import { backoffMs } from '../../../collectors/backoff.ts';

it('doubles from 250 ms to 2 s', () => {
  expect([1, 2, 3, 4, 50].map((failures) => backoffMs(failures, () => 1))).toEqual([250, 500, 1000, 2000, 2000]);
});

it('spreads over the whole time, so that many do not come back at once', () => {
  expect(backoffMs(3, () => 0)).toBe(0);
  expect(backoffMs(3, () => 0.5)).toBe(500);
});
