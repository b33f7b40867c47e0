import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { buildFolders } from '../setup/setup.js';
import { runTests } from '../testing/runTests.ts';
import { testSummary } from '../testing/testSummary.ts';
import { generatedFiles } from './generate.ts';

interface Check {
  name: string;
  program: string;
  args: string[];
}

const checks: Check[] = [
  { name: 'format and lint', program: 'node_modules/.bin/biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', program: 'node_modules/.bin/tsc', args: ['-p', '.', '--noEmit'] },
  { name: 'types of the web page', program: 'node_modules/.bin/tsc', args: ['-p', 'web', '--noEmit'] },
  {
    name: 'architecture',
    program: 'node_modules/.bin/depcruise',
    args: ['--config', '.dependency-cruiser.cjs', ...buildFolders],
  },
  { name: 'dead code', program: 'node_modules/.bin/knip', args: ['--no-progress'] },
];

/**
 * `npm run check`: all static checks, then the tests, even when a check failed. Each failed check counts as one failure in the last line. With
 * `--static` only the checks run; CI does this before `npm test`. @returns exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  const failed = checks.filter((check) => !passes(check)).map(({ name }) => name);
  if (!areGeneratedFilesUpToDate()) failed.push('generated files');
  if (args.includes('--static')) return failed.length === 0 ? 0 : 1;
  const summary = testSummary(await runTests(args), failed.length);
  if (failed.length > 0) console.error(`failed checks: ${failed.join(', ')}`);
  console.log(summary.line);
  return summary.exitCode;
}

function passes({ name, program, args }: Check): boolean {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`${name} ... ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
  if (status !== 0) console.error(`${stdout}${stderr}`.trimEnd());
  return status === 0;
}

function areGeneratedFilesUpToDate(): boolean {
  const stale = generatedFiles().filter(({ path, content }) => {
    return !fs.existsSync(path) || fs.readFileSync(path, 'utf8') !== content;
  });
  console.error(`generated files ... ${stale.length === 0 ? 'ok' : 'FAILED: run `npm run generate`'}`);
  for (const { path } of stale) console.error(`  ${path} differs`);
  return stale.length === 0;
}
