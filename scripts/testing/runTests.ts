import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';
import { afterOnceMore, filesToRunOnceMore } from './onceMore.ts';
import type { JestResult } from './testSummary.ts';

/** All side by side. */
const runs = [['--selectProjects', 'unit', 'integration', 'e2e']];
/** For jest and its workers, which inherit it, MiB: a test file makes much that is soon forgotten, and to look it through often takes time. */
const node = ['--max-semi-space-size=64'];
/** Tests that ask the real Binance; they run only on request. */
const liveRun = ['--selectProjects', 'live', '--runInBand'];

/**
 * Runs the tests in the working directory, which is the project's folder. Of a run of all, files with a failure are run once more (onceMore.ts).
 * @param args files and options for jest; none runs all tests
 * @returns the result of each run; undefined for a run that ended without one
 * @throws StartError when a signal stopped the tests
 */
export async function runTests(args: readonly string[]): Promise<(JestResult | undefined)[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'test-results-'));
  const results: (JestResult | undefined)[] = [];
  try {
    for (const run of process.env.BINANCE_LIVE === '1' ? [...runs, liveRun] : runs) {
      const file = path.join(folder, `${results.length}.json`);
      const result = await runJest([...run, '--passWithNoTests', ...args], file);
      results.push(args.length > 0 ? result : await onceMore(run, result, file));
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

async function onceMore(
  run: readonly string[],
  result: JestResult | undefined,
  outputFile: string,
): Promise<JestResult | undefined> {
  const files = filesToRunOnceMore(result);
  if (result === undefined || files.length === 0) return result;
  console.error(`\nby themselves, once more: ${files.join(', ')}`);
  fs.rmSync(outputFile);
  const again = await runJest([...run, '--runInBand', '--runTestsByPath', ...files], outputFile);
  const { merged, unsteady } = afterOnceMore(result, again);
  for (const name of unsteady) console.error(`UNSTEADY: red beside the others, green by itself: ${name}`);
  return merged;
}

async function runJest(args: readonly string[], outputFile: string): Promise<JestResult | undefined> {
  const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [...node, jest, '--json', `--outputFile=${outputFile}`, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let stoppedBy: NodeJS.Signals | undefined;
  const forward = (signal: NodeJS.Signals): void => {
    stoppedBy = signal;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  await once(child, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, forward);
  if (stoppedBy !== undefined) throw new StartError(`the tests were stopped by ${stoppedBy}`);
  return fs.existsSync(outputFile) ? JSON.parse(fs.readFileSync(outputFile, 'utf8')) : undefined;
}
