import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readLines } from '../../scripts/processes/readLines.ts';
import { eventually } from '../eventually.ts';

const LIMIT_MS = 90_000;

/** A program of `examples/` that runs. */
export interface Example {
  readonly child: ChildProcess;
  /** Waits for a line that it has printed since the one before. */
  line(pattern: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/** @param file below the project's folder */
export function runExample(
  program: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Example {
  const child = spawn(program, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const lines: string[] = [];
  const all: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    readLines(stream, (text) => {
      lines.push(text);
      all.push(text);
    });
  }
  return {
    child,
    async line(pattern) {
      await eventually(() => {
        const at = lines.findIndex((each) => pattern.test(each));
        if (at < 0) throw new Error(`no line like ${pattern} in\n${all.slice(-50).join('\n')}`);
        lines.splice(0, at + 1);
      }, LIMIT_MS);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
