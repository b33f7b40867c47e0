import type { Store } from '../redis/connect.ts';
import { backfillKey } from '../redis/keys.ts';
import { integer, numberFrom, readText, record, storedJson, text, time, writeOver } from '../redis/stored.ts';

/** What a backfill says of itself each second while it runs. */
export interface BackfillReport {
  readonly pid: number;
  /** Wall-clock ms. */
  readonly startedAt: number;
  readonly at: number;
  /** How far back it goes. */
  readonly days: number;
  /** Series that it fills in all, and how many of them are done. */
  readonly series: number;
  readonly done: number;
  /** Rows that it has fetched so far. */
  readonly rows: number;
  /** How much of the time that is to be filled is done, 0 to 1. */
  readonly part: number;
  /** What is being filled, and what it waits for, in words; empty: nothing. */
  readonly now: string;
  readonly waitsFor: string;
}

/** One that has not reported for so long has ended, s. */
const TTL_S = 10;

/** @throws ioredis errors when Redis is away */
export async function writeBackfill(store: Store, report: BackfillReport): Promise<void> {
  await writeOver(store, backfillKey, () => store.redis.set(backfillKey, JSON.stringify(report), 'EX', TTL_S));
}

/** Says that none runs any more. @throws ioredis errors when Redis is away */
export async function removeBackfill(store: Store): Promise<void> {
  await store.redis.del(backfillKey);
}

const parseBackfill = storedJson<BackfillReport>(
  record({
    ...{ pid: integer, startedAt: time, at: time, days: integer, series: integer, done: integer, rows: integer },
    ...{ part: numberFrom(0, 1), now: text, waitsFor: text },
  }),
);

/** The one that runs; null: none does, or what it says is damaged. @throws ioredis errors when Redis is away */
export async function readBackfill(store: Store): Promise<BackfillReport | null> {
  return parseBackfill(store, backfillKey, await readText(store, backfillKey));
}
