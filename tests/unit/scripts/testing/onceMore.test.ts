import { afterOnceMore, filesToRunOnceMore } from '../../../../scripts/testing/onceMore.ts';
import { type JestResult, type TestFileResult, testSummary } from '../../../../scripts/testing/testSummary.ts';

type Statuses = Record<string, TestFileResult['assertionResults'][number]['status']>;

/** A run of files, of each the tests by name. */
function run(files: Record<string, Statuses>): JestResult {
  const testResults = Object.entries(files).map(([name, tests]) => ({
    name,
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
  }));
  const all = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const count = (wanted: string) => all.filter((status) => status === wanted).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    success: count('failed') === 0,
    testResults,
  };
}

const good: Statuses = { one: 'passed', two: 'passed' };
const red: Statuses = { three: 'passed', four: 'failed', five: 'failed', six: 'pending' };
const before = run({ good, red });

describe('of a run', () => {
  it('the files with a failure are run once more', () => {
    expect(filesToRunOnceMore(before)).toEqual(['red']);
  });

  it.each([
    ['that is green', run({ good })],
    ['that ended without a result', undefined],
    ['with a file that cannot be run', { ...before, numRuntimeErrorTestSuites: 1 }],
    ['with many red files', run(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}`, red])))],
  ])('%s, none is', (_, result) => {
    expect(filesToRunOnceMore(result)).toEqual([]);
  });
});

describe('after files were run once more', () => {
  it('what is green by itself counts as green, and is named', () => {
    const again = run({ red: { three: 'passed', four: 'passed', five: 'passed', six: 'pending' } });
    const { merged, unsteady } = afterOnceMore(before, again);
    expect(testSummary([merged]).line).toBe('5 passed, 0 failed, 1 skipped');
    expect(unsteady).toEqual(['red: four', 'red: five']);
  });

  it('what is red again stays red, and what was green and is not now is red', () => {
    const again = run({ red: { three: 'failed', four: 'passed', five: 'failed', six: 'pending' } });
    const { merged, unsteady } = afterOnceMore(before, again);
    expect(testSummary([merged])).toMatchObject({ line: '3 passed, 2 failed, 1 skipped', exitCode: 1 });
    expect(unsteady).toEqual(['red: four']);
  });

  it.each([
    ['none ran', run({})],
    ['the run ended without a result', undefined],
    ['a file could not be run', { ...run({}), success: false, numRuntimeErrorTestSuites: 1 }],
  ])('nothing gets green where %s', (_, again) => {
    const { merged, unsteady } = afterOnceMore(before, again);
    expect(testSummary([merged]).exitCode).toBe(1);
    expect(testSummary([merged]).failed).toBeGreaterThanOrEqual(2);
    expect(unsteady).toEqual([]);
  });
});
