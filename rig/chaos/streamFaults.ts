import { setTimeout as wait } from 'node:timers/promises';
import type { StreamFault } from '../../simulator/streamFault.ts';
import type { StreamStats } from '../../simulator/streams/streamStats.ts';
import { dataKey } from '../../store/redis/keys.ts';
import type { WorkerCounter } from '../../store/reports/health.ts';
import { readMetas } from '../../store/values/metas.ts';
import type { Managed } from '../managed.ts';
import { readReports } from '../readReports.ts';
import { targetsOf } from '../targets.ts';
import type { World } from '../world.ts';

/** A socket that brings nothing is found out after this, ms. */
export const SILENCE_MS = 3_250;
/** One that answers pings, of a route on which nothing speaks whatever the market does, is judged from then on: news have shown it by other prices, ms. */
export const SILENCE_WITH_PINGS_MS = 10_250;

/** All collectors: a process each, or one for all. */
export const collectorsOf = ({ processes }: World): Managed[] =>
  [...processes.values()].filter(({ name }) => name.startsWith('collector-'));

export async function streamStats({ exchange }: World): Promise<StreamStats> {
  return (await exchange.stats()).streams;
}

/** Puts faults in force, and ends those that were: the first one of a kind hides others of it. */
export async function strike(world: World, ...faults: readonly StreamFault[]): Promise<void> {
  await world.exchange.clear();
  for (const fault of faults) await world.exchange.inject(fault);
}

/** Faults for so long. Resolves to when they were over, exchange ms. */
export async function streamsWith(world: World, faults: readonly StreamFault[], forMs: number): Promise<number> {
  await strike(world, ...faults);
  await wait(forMs);
  await world.exchange.clear();
  return world.now();
}

/** The same fault of all sockets that are open; those that are opened from now on are well. */
export async function strikeOpen(world: World, fault: StreamFault): Promise<void> {
  const { connections } = await streamStats(world);
  await strike(world, { ...fault, sockets: connections });
}

/** Until the end of the scenario keys of these feeds (default: all), and pairs (default: of all markets), may seem younger than they are by so much: nothing shows it sooner. */
export function allowLag(world: World, ms: number, feeds?: readonly string[], codes?: readonly string[]): void {
  const only = codes && { market: world.market, codes };
  for (const { key, collector } of targetsOf(world.config(), only)) {
    if (feeds?.includes(collector.feed) ?? true) world.blind.set(key, Math.max(ms, world.blind.get(key) ?? 0));
  }
}

/** What all workers have counted. */
export async function counted(world: World, counter: WorkerCounter): Promise<number> {
  const reports = await readReports(world);
  return [...reports.values()].reduce((sum, { counters }) => sum + counters[counter], 0);
}

/** How many of the books are said to be out of step. */
export async function outOfStep(world: World): Promise<number> {
  const keys = world.pairs().map((code) => dataKey(world.market, code, 'depth'));
  const metas = await readMetas(world.store, keys);
  return metas.filter((meta) => meta?.isOutOfStep).length;
}

/** @throws Error where the exchange has refused handshakes by its limit, or came near it */
export async function mustSaveAttempts(world: World): Promise<void> {
  const { mostAttempts } = await streamStats(world);
  if (mostAttempts > 300) throw new Error(`${mostAttempts} sockets were opened within five minutes`);
}
