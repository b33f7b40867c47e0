import { execFile } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../scripts/processes/freePort.ts';
import { keepLastLines } from '../scripts/processes/keepLastLines.ts';
import { spawnGuarded } from '../scripts/processes/spawnGuarded.ts';
import { findOnPath } from '../scripts/setup/findOnPath.js';
import { eventually } from './eventually.ts';

const isInstalled = findOnPath('prometheus') !== undefined && findOnPath('promtool') !== undefined;

/** A describe block that needs Debian's prometheus: skipped, with the reason in its title, where there is none. */
export function describeWithPrometheus(title: string, block: () => void): void {
  if (isInstalled) describe(title, block);
  else describe.skip(`${title} (skipped: prometheus is not installed: apt-get install prometheus)`, block);
}

/** Resolves to the exit code and what it printed. */
export function runPromtool(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('promtool', args, { cwd }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, output: `${stdout}${stderr}` }),
    );
  });
}

/** An alert whose condition holds: for long enough, or not yet. */
interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>> & { readonly alertname: string };
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

export interface Prometheus {
  alerts(): Promise<readonly ActiveAlert[]>;
  /** What an expression gives now. @throws Error where it cannot be evaluated */
  samples(expr: string): Promise<number[]>;
  stop(): Promise<void>;
}

/** Starts a Prometheus with this configuration. Its files lie in the folder, and so must those that the configuration names. */
export async function startPrometheus(directory: string, config: object): Promise<Prometheus> {
  const file = path.join(directory, 'prometheus.yml');
  fs.writeFileSync(file, stringify(config));
  const url = `127.0.0.1:${await freePort()}`;
  const storage = `--storage.tsdb.path=${path.join(directory, 'tsdb')}`;
  const args = [`--config.file=${file}`, storage, `--web.listen-address=${url}`, '--log.level=warn'];
  const child = spawnGuarded('prometheus', args);
  const words = keepLastLines(child, 20);
  const ended = once(child, 'exit');

  async function ask(target: string): Promise<unknown> {
    const response = await fetch(`http://${url}/${target}`);
    const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string };
    if (status !== 'success') throw new Error(`${decodeURIComponent(target)}: ${error}`);
    return data;
  }

  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`prometheus has ended: ${words().join('\n')}`);
    return (await fetch(`http://${url}/-/ready`)).ok;
  });
  return {
    alerts: async () => ((await ask('api/v1/alerts')) as { alerts: ActiveAlert[] }).alerts,
    async samples(expr) {
      const { result } = (await ask(`api/v1/query?query=${encodeURIComponent(expr)}`)) as {
        result: readonly { readonly value: readonly [at: number, value: string] }[];
      };
      return result.map(({ value: [, value] }) => Number(value));
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
