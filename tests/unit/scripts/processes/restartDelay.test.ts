import { restartDelay, restartPolicy } from '../../../../scripts/processes/restartDelay.ts';

test.each([
  { failures: 1, expected: 500 },
  { failures: 2, expected: 1000 },
  { failures: 6, expected: 16_000 },
  { failures: 7, expected: 30_000 },
  { failures: 5000, expected: 30_000 },
])('after $failures failures in a row the wait is $expected ms', ({ failures, expected }) => {
  expect(restartDelay(failures, restartPolicy)).toBe(expected);
});
