import { runTests } from '../testing/runTests.ts';
import { testSummary } from '../testing/testSummary.ts';

/** `npm test`: all tests, or the files named; the last lines say how long it took, build included, and how many passed and failed. @returns exit code */
export async function run(args: readonly string[]): Promise<number> {
  const summary = testSummary(await runTests(args));
  if (summary.passed + summary.failed === 0) console.error('no test ran');
  // Since this process began, which builds first.
  console.log(`the tests took ${Math.round(performance.now() / 1000)} s`);
  console.log(summary.line);
  return summary.exitCode;
}
