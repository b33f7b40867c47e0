import { type JestResult, testSummary } from '../../../../scripts/testing/testSummary.ts';

const run = (fields: Partial<JestResult> = {}): JestResult => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  success: true,
  testResults: [],
  ...fields,
});

const all = run({ numPassedTests: 10 });

test.each([
  { what: 'two good runs', runs: [all, run({ numPassedTests: 5 })], line: '15 passed, 0 failed', exitCode: 0 },
  {
    what: 'skipped and todo tests',
    runs: [run({ numPassedTests: 1, numPendingTests: 2, numTodoTests: 1 })],
    line: '1 passed, 0 failed, 3 skipped',
    exitCode: 0,
  },
  {
    what: 'a failed test',
    runs: [run({ numPassedTests: 9, numFailedTests: 2, success: false }), all],
    line: '19 passed, 2 failed',
    exitCode: 1,
  },
  {
    what: 'a file that cannot be run',
    runs: [run({ numPassedTests: 9, numRuntimeErrorTestSuites: 1, success: false })],
    line: '9 passed, 1 failed',
    exitCode: 1,
  },
  {
    what: 'a failure that no number tells of',
    runs: [run({ numPassedTests: 9, success: false })],
    line: '9 passed, 1 failed',
    exitCode: 1,
  },
  { what: 'a run that broke off', runs: [all, undefined], line: '10 passed, 1 failed', exitCode: 1 },
  { what: 'no test at all', runs: [run(), run()], line: '0 passed, 0 failed', exitCode: 1 },
  {
    what: 'only skipped tests',
    runs: [run({ numPendingTests: 3 })],
    line: '0 passed, 0 failed, 3 skipped',
    exitCode: 1,
  },
])('$what: $line', ({ runs, line, exitCode }) => {
  expect(testSummary(runs)).toMatchObject({ line, exitCode });
});

test('a failed static check counts as a failure', () => {
  expect(testSummary([all], 2)).toMatchObject({ line: '10 passed, 2 failed', exitCode: 1 });
});
