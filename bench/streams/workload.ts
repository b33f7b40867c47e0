import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from '../../rig/figures.ts';
import { cpuTime } from '../cpuTime.ts';
import { memoryOf } from '../memory.ts';
import { has } from '../reads/tools.ts';
import { wrk } from '../reads/wrk.ts';
import { watchAges } from '../watchKeys.ts';
import type { StreamsWorld } from './streamsWorld.ts';

/** What was seen while the workload ran. Processor time in cores. */
export interface Workload {
  readonly ages: ReadonlyMap<string, number[]>;
  readonly framesPerSecond: number;
  readonly collectors: number;
  readonly redis: number;
  readonly api: number;
  readonly sender: number;
  readonly collectorsBytes: number;
  readonly redisBytes: number;
  /** Since the start. */
  readonly mostWeight: number;
  readonly refused: number;
  /** Answers a second of GetData from memory with the workload ÷ without it; NaN: not measured. */
  readonly reads: number;
}

const READ_SECONDS = 2;
const READ_ROUNDS = 7;
/** Until what has waited is written. */
const READ_PAUSE_MS = 2_000;

export async function measureWorkload(world: StreamsWorld, seconds: number): Promise<Workload> {
  const before = await look(world);
  const ages = await watchAges(world, seconds);
  const after = await look(world);
  const passed = after.at - before.at;
  const cores = (of: 'collectors' | 'redis' | 'api' | 'sender'): number => (after[of] - before[of]) / passed;
  const { weightByMinute, byStatus } = await world.figures();
  return {
    ages,
    framesPerSecond: ((after.frames - before.frames) * 1000) / passed,
    collectors: cores('collectors'),
    redis: cores('redis'),
    api: cores('api'),
    sender: cores('sender'),
    collectorsBytes: memoryOf(world.pids.collectors).most,
    redisBytes: memoryOf(world.pids.redis).most,
    mostWeight: Math.max(0, ...Object.values(weightByMinute)),
    refused: (byStatus['429'] ?? 0) + (byStatus['418'] ?? 0),
    reads: has.wrk() ? await readsRatio(world) : Number.NaN,
  };
}

async function look({ pids, figures }: StreamsWorld) {
  const { frames } = await figures();
  const { collectors, redis, api, sender } = pids;
  const times = { collectors: cpuTime(collectors), redis: cpuTime(redis), api: cpuTime(api), sender: cpuTime(sender) };
  return { at: performance.now(), frames, ...times };
}

/**
 * Daily candles of a quiet pair: a page that stays in memory. Without the workload: the collectors stand still, for less than makes anything stale.
 * In turn, round by round, as what else shakes the machine shakes both.
 */
async function readsRatio({ apiUrl, codes, pids }: StreamsWorld): Promise<number> {
  const load = { url: apiUrl, path: `/GetData?type=1440&pageSize=2&code=${codes.at(-1)}` };
  await wrk(load, READ_SECONDS);
  const ratios: number[] = [];
  for (let round = 0; round < READ_ROUNDS; round++) {
    const withIt = await wrk(load, READ_SECONDS);
    process.kill(pids.collectors, 'SIGSTOP');
    try {
      ratios.push(withIt.rate / (await wrk(load, READ_SECONDS)).rate);
    } finally {
      process.kill(pids.collectors, 'SIGCONT');
    }
    await wait(READ_PAUSE_MS);
  }
  return percentile(ratios, 0.5);
}
