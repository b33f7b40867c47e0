import { setTimeout as wait } from 'node:timers/promises';
import { readReports } from '../../rig/readReports.ts';
import type { World } from '../../rig/world.ts';
import { cpuTime } from '../cpuTime.ts';

/** What everything needs in a second, nobody asking the API. */
export interface LoadOfPrograms {
  /** Processor time, ms a second. */
  readonly collectors: number;
  readonly api: number;
  readonly redis: number;
  /** Batches of commands that Redis has read from its connections, of all programs: about one each round trip. */
  readonly roundTrips: number;
  /** Rows added or replaced. */
  readonly rows: number;
}

/** Looks on for so many seconds. */
export async function measureLoad(world: World, seconds: number): Promise<LoadOfPrograms> {
  const before = await look(world);
  await wait(seconds * 1000);
  const after = await look(world);
  const passed = (after.at - before.at) / 1000;
  const perSecond = (of: keyof typeof before): number => (after[of] - before[of]) / passed;
  return {
    collectors: perSecond('collectors'),
    api: perSecond('api'),
    redis: perSecond('redis'),
    roundTrips: perSecond('roundTrips'),
    rows: perSecond('rows'),
  };
}

async function look(world: World) {
  const info = await world.store.redis.info();
  const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  const reports = await readReports(world);
  const cpuOf = (isMeant: (name: string) => boolean): number =>
    [...world.processes.values()]
      .filter(({ name }) => isMeant(name))
      .reduce((sum, { process }) => sum + cpuTime(process()?.pid ?? 0), 0);
  return {
    at: performance.now(),
    collectors: cpuOf((name) => name.startsWith('collector-')),
    api: cpuOf((name) => name === 'api'),
    redis: cpuOf((name) => name === 'redis'),
    roundTrips: figure('total_reads_processed'),
    rows: [...reports.values()].reduce((sum, { counters }) => sum + (counters.rows ?? 0), 0),
  };
}
