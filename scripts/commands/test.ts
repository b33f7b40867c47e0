import { runTests } from '../testing/runTests.ts';
import { testSummary } from '../testing/testSummary.ts';

/** `npm test`: all tests, or the files named; the last line says how many passed and failed. @returns exit code */
export async function run(args: readonly string[]): Promise<number> {
  const summary = testSummary(await runTests(args));
  if (summary.passed + summary.failed === 0) console.error('no test ran');
  console.log(summary.line);
  return summary.exitCode;
}
