import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { startChild } from '../../scripts/processes/startChild.ts';
import { onCore } from '../cores.ts';
import { cpuTime } from '../cpuTime.ts';
import type { OwnRedis } from '../withRedis.ts';
import { startSender } from './streamsWorld.ts';

/** The version that is compared with. */
export const CCXT: string = (createRequire(import.meta.url)('../../../package.json') as Package).devDependencies.ccxt;

interface Package {
  readonly devDependencies: { readonly ccxt: string };
}

/** Frames a core-second of a program of bench/rivals that follows all streams of so many pairs as fast as they were recorded. */
export async function framesPerCoreSecond(
  redis: OwnRedis,
  program: string,
  pairs: number,
  seconds: number,
): Promise<number> {
  const sender = await startSender(redis, { pairs, isSameRate: true });
  const [command, all] = onCore('server', process.execPath, [
    `dist/bench/rivals/${program}`,
    sender.url,
    String(pairs),
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
