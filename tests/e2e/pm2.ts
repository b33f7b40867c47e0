import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { spawnGuarded } from '../../scripts/processes/spawnGuarded.ts';

const root = path.resolve(__dirname, '../..');
const program = path.join(root, 'node_modules/pm2/bin/pm2');

/** A PM2 of its own: `env` names its folder as PM2_HOME. */
export interface Pm2 {
  /** What the command printed. @param more goes into its environment. @throws Error when it fails */
  run(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<string>;
  /** Ends all that it runs, and its daemon, which outlives whoever starts it. */
  end(): Promise<void>;
}

export function createPm2(env: NodeJS.ProcessEnv): Pm2 {
  // Ends the daemon when it is told to, and when the tests are killed.
  const script = `trap '"$@" kill >/dev/null 2>&1; exit' TERM; sleep 100000 & wait`;
  const undertaker = spawnGuarded('/bin/sh', ['-c', script, 'sh', process.execPath, program], { env, graceMs: 30_000 });
  undertaker.stdout?.resume();
  undertaker.stderr?.resume();
  return {
    async run(args, more = {}) {
      const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
        cwd: root,
        env: { ...env, ...more },
      });
      return stdout;
    },
    async end() {
      undertaker.kill('SIGTERM');
      await once(undertaker, 'exit');
    },
  };
}
