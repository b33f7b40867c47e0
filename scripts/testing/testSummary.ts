/** The numbers of `jest --json` that are counted here. */
export interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  /** Skipped. */
  numPendingTests: number;
  numTodoTests: number;
  /** Number of files that could not be run at all. Their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
  success: boolean;
  testResults: TestFileResult[];
}

export interface TestFileResult {
  /** Path of the file. */
  name: string;
  assertionResults: { status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo' | 'disabled'; fullName: string }[];
}

export interface TestSummary {
  passed: number;
  failed: number;
  skipped: number;
  /** `N passed, N failed`, and `, N skipped` when any was. */
  line: string;
  /** 0 when something was tested and nothing failed. */
  exitCode: 0 | 1;
}

/**
 * Adds up test runs; undefined stands for a run that ended without a result. Each of these counts as one failure: a run without a result, a file
 * that cannot be run, and a run that has no failed test and still is no success.
 * @param alsoFailed failures from elsewhere, such as static checks
 */
export function testSummary(runs: readonly (JestResult | undefined)[], alsoFailed = 0): TestSummary {
  let passed = 0;
  let failed = alsoFailed;
  let skipped = 0;
  for (const run of runs) {
    passed += run?.numPassedTests ?? 0;
    skipped += (run?.numPendingTests ?? 0) + (run?.numTodoTests ?? 0);
    const failures = (run?.numFailedTests ?? 0) + (run?.numRuntimeErrorTestSuites ?? 0);
    failed += run?.success ? failures : Math.max(failures, 1);
  }
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { passed, failed, skipped, line, exitCode: failed === 0 && passed > 0 ? 0 : 1 };
}
