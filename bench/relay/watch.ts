import { setTimeout as wait } from 'node:timers/promises';
import { cpuTime } from '../cpuTime.ts';
import type { Seen } from './program/readers.ts';
import type { RelayWorld, Served } from './relayWorld.ts';
import type { Readers } from './startReaders.ts';

/** What callers have seen for a while. */
export interface Watched extends Seen {
  readonly seconds: number;
  /** Processor time of each process that serves them, ms. */
  readonly cpu: readonly number[];
}

const SETTLE_MS = 1_000;
/** What was sent has come after this, or never does. */
const COMES_WITHIN_MS = 1_000;

export const settle = (): Promise<void> => wait(SETTLE_MS);

/** What readers see in this time, ms. @throws Error where some of them were closed: then rates say nothing */
export async function watch(served: Served, readers: Readers, ms: number): Promise<Watched> {
  const times = (): number[] => served.pids.map(cpuTime);
  await readers.look();
  const [before, startedAt] = [times(), performance.now()];
  await wait(ms);
  const [after, seen] = [times(), await readers.look()];
  const seconds = (performance.now() - startedAt) / 1000;
  if (Object.keys(seen.closed).length > 0)
    throw new Error(`sockets of callers were closed (code: sockets): ${JSON.stringify(seen.closed)}`);
  return { ...seen, seconds, cpu: after.map((time, index) => time - (before[index] ?? 0)) };
}

/** Frames that were sent and have not come to some reader, at the end of what was watched: no later one tells that they are missing. */
export async function missingAtEnd({ sender }: RelayWorld, readers: Readers): Promise<number> {
  const sent = await sender.numbers();
  await wait(COMES_WITHIN_MS);
  const { last } = await readers.look();
  return Object.entries(last).reduce(
    (sum, [stream, number]) => sum + Math.max(0, (sent[Number(stream)] ?? 0) - number),
    0,
  );
}

/** Messages that callers got for each second of processor time of all that serve them. */
export const perCoreSecond = ({ frames, cpu }: Pick<Watched, 'frames' | 'cpu'>): number =>
  (frames * 1000) / cpu.reduce((sum, time) => sum + time, 0);

/** How late the frames were that this share of them did not exceed, ms. */
export function lateness(windows: readonly Pick<Seen, 'late'>[], share: number): number {
  const counts = new Map<number, number>();
  for (const { late } of windows)
    for (const [tenths, frames] of late) counts.set(tenths, (counts.get(tenths) ?? 0) + frames);
  const all = [...counts.values()].reduce((sum, frames) => sum + frames, 0);
  let passed = 0;
  for (const tenths of [...counts.keys()].toSorted((one, other) => one - other)) {
    passed += counts.get(tenths) ?? 0;
    if (passed >= all * share) return tenths / 10;
  }
  return Number.NaN;
}
