import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startChild } from '../../scripts/processes/startChild.ts';
import { onCore } from '../cores.ts';
import { cpuTime } from '../cpuTime.ts';
import type { OwnRedis } from '../withRedis.ts';
import { startSender } from './streamsWorld.ts';

/** The version that is compared with; it is too big to be one of the project's packages. */
export const CCXT = '4.5.84';

/** Where ccxt is, installed there if it was not; undefined: it cannot be had. */
export async function installCcxt(log: (line: string) => void): Promise<string | undefined> {
  const folder = path.join(os.tmpdir(), `bench-ccxt-${CCXT}`);
  const entry = path.join(folder, 'node_modules/ccxt/js/ccxt.js');
  if (fs.existsSync(entry)) return entry;
  log(`streams: installing ccxt ${CCXT}`);
  fs.mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', `ccxt@${CCXT}`];
  await promisify(execFile)('npm', args).catch((error: unknown) => log(`streams: no ccxt: ${error}`));
  return fs.existsSync(entry) ? entry : undefined;
}

/** Frames a core-second of a program of bench/rivals that follows all streams of so many pairs as fast as they were recorded. */
export async function framesPerCoreSecond(
  redis: OwnRedis,
  program: string,
  args: readonly string[],
  pairs: number,
  seconds: number,
): Promise<number> {
  const sender = await startSender(redis, { pairs, isSameRate: true });
  const [command, all] = onCore('server', process.execPath, [
    `dist/bench/rivals/${program}`,
    sender.url,
    String(pairs),
    ...args,
  ]);
  const part = await startChild({ command, args: all, onLine: () => undefined });
  try {
    return await measureFrames(sender, [part.process.pid ?? 0], seconds);
  } finally {
    await part.stop();
  }
}

const SETTLE_MS = 5_000;

/** Frames that the sender has sent for each second of processor time of these programs. */
export async function measureFrames(
  sender: { figures(): Promise<{ readonly frames: number }> },
  pids: readonly number[],
  seconds: number,
): Promise<number> {
  await wait(SETTLE_MS);
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuTime(pid), 0);
  const [frames, before] = [(await sender.figures()).frames, cpu()];
  await wait(seconds * 1000);
  return (((await sender.figures()).frames - frames) * 1000) / (cpu() - before);
}
