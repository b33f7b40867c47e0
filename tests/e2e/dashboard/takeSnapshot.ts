import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from './installation.ts';

const root = path.resolve(__dirname, '../../..');

/** What `npm run snapshot` runs. */
const command = "import('./dist/scripts/commands/snapshot.js').then(({ run }) => run(process.argv.slice(1)))";

/** Saves a snapshot of what an installation has stored, as an operator does. @param args of `npm run snapshot` */
export const takeSnapshot = ({ bench }: Installation, ...args: string[]): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['-e', command, '--', ...args], {
    cwd: root,
    env: { ...process.env, ...bench.env },
  });
