import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/processes/freePort.ts';

const PROGRAM = ['tests/integration/scripts/runTypeScript.cjs', 'tests/integration/scripts/programs/runCompare.ts'];

/** `npm run compare` in a process of its own. */
export interface Comparing {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  said(): string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** A folder of a test with a CONFIG.json, and the environment of a command that works there. */
export async function openPlace(exchangeUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const file = join(folder, 'CONFIG.json');
  writeFileSync(file, JSON.stringify({ pairs: ['ethusdt'], apiKeys: [{ key: KEY, secret: SECRET }] }));
  const env = {
    ...{ CONFIG_FILE: file, BINANCE_SPOT_URL: exchangeUrl, BINANCE_USDM_URL: exchangeUrl },
    REDIS_URL: `redis://127.0.0.1:${await freePort(0)}`,
  };
  return { folder, out: join(folder, 'out'), redis: join(folder, 'redis'), env };
}

/** What must stand nowhere in what a command writes. */
export const KEY = 'k'.repeat(64);
export const SECRET = 's'.repeat(64);

export function startCompare(args: readonly string[], env: NodeJS.ProcessEnv): Comparing {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) };
}

export async function runCompare(args: readonly string[], env: NodeJS.ProcessEnv) {
  const running = startCompare(args, env);
  const code = await running.ended;
  return { code, said: running.said() };
}
