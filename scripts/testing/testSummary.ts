/** What `jest --json` tells of a run, as far as it is counted here. */
export interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  /** Skipped. */
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not be run at all: their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
  success: boolean;
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
 * Adds up test runs; undefined stands for one that ended without a result. A run without a failed test that is no success
 * either, a file that cannot be run and a run without result count as one failure each.
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
