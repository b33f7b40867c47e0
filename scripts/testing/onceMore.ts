import type { JestResult, TestFileResult } from './testSummary.ts';

/*
 * All tests run side by side, on machines of which nobody knows what else they do, and many of them are about time. So files with a failure are run
 * once more, by themselves. What is green then counts as green, and is named as unsteady at the end: it is to be mended, but stops nobody else.
 */

/** With more of them it is not the machine. */
const MOST_FILES = 5;

/** Paths of the files with a failure, as long as they are few; none where the run itself broke. */
export function filesToRunOnceMore(result: JestResult | undefined): string[] {
  if (result === undefined || result.success) return [];
  const files = result.testResults.filter(({ assertionResults }) =>
    assertionResults.some(({ status }) => status === 'failed'),
  );
  const isAll = result.numRuntimeErrorTestSuites === 0;
  return isAll && files.length <= MOST_FILES ? files.map(({ name }) => name) : [];
}

/**
 * The result of a run, with what its failed files gave once more in the place of what they gave before.
 *
 * @param again undefined: it ended without a result
 * @returns also the full names of the tests that were red before and are green now
 */
export function afterOnceMore(
  before: JestResult,
  again: JestResult | undefined,
): { readonly merged: JestResult; readonly unsteady: readonly string[] } {
  if (again === undefined) return { merged: before, unsteady: [] };
  const [was, is] = [countsOf(before.testResults.filter(({ name }) => isIn(again, name))), countsOf(again.testResults)];
  const green = new Set(namesOf(again.testResults, 'passed'));
  return {
    merged: {
      numPassedTests: before.numPassedTests - was.passed + is.passed,
      numFailedTests: before.numFailedTests - was.failed + is.failed,
      numPendingTests: before.numPendingTests,
      numTodoTests: before.numTodoTests,
      numRuntimeErrorTestSuites: again.numRuntimeErrorTestSuites,
      success: again.success,
      testResults: [...before.testResults.filter(({ name }) => !isIn(again, name)), ...again.testResults],
    },
    unsteady: namesOf(before.testResults, 'failed').filter((name) => green.has(name)),
  };
}

const isIn = ({ testResults }: JestResult, file: string): boolean => testResults.some(({ name }) => name === file);

const namesOf = (files: readonly TestFileResult[], wanted: string): string[] =>
  files.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status === wanted).map(({ fullName }) => `${name}: ${fullName}`),
  );

const countsOf = (files: readonly TestFileResult[]): { passed: number; failed: number } => ({
  passed: namesOf(files, 'passed').length,
  failed: namesOf(files, 'failed').length,
});
