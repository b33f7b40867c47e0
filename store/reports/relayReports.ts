import type { Store } from '../redis/connect.ts';
import { relayKey } from '../redis/keys.ts';
import { integer, numberFrom, oneOf, readOr, record, storedJson, time, writeOver } from '../redis/stored.ts';

/** What a relay counts since its process began, with what /metrics says of it. */
export const relayCounters = {
  frames: 'Events that the relay has handed on to processes of the API',
  bytes: 'Characters of these events',
  cutOff: 'Links of processes of the API that were cut since they read too slowly',
  refused: 'Streams and books that the relay has refused',
  broken: 'Streams that have broken off for a process of the API',
} as const;

export type RelayCounter = keyof typeof relayCounters;

/** What a relay says of itself, written each second. What it follows at the exchange stands in its report of streams. */
export interface RelayReport {
  readonly pid: number;
  /** Wall-clock ms of this report. */
  readonly at: number;
  /** `waiting`: another relay listens at its place, or it is another host's. */
  readonly state: 'listening' | 'waiting';
  /** Processes of the API that are linked to it. */
  readonly links: number;
  /** Streams that are followed at the exchange, and how many may be. */
  readonly streams: number;
  readonly mostStreams: number;
  readonly framesPerSecond: number;
  /** The longest that an event waited to be handed on, since the report before, ms. */
  readonly lagMs: number;
  readonly booksInStep: number;
  readonly booksOutOfStep: number;
  readonly counts: Readonly<Record<RelayCounter, number>>;
}

/** A report that nobody has renewed for so long is of a process that has ended without a word, ms. */
const GONE_AFTER_MS = 3_600_000;

const parseReport = storedJson<RelayReport>(
  record({
    pid: integer,
    at: time,
    state: oneOf(['listening', 'waiting']),
    links: integer,
    streams: integer,
    mostStreams: integer,
    framesPerSecond: numberFrom(0, 1e9),
    lagMs: numberFrom(0, 1e12),
    booksInStep: integer,
    booksOutOfStep: integer,
    counts: record(Object.fromEntries(Object.keys(relayCounters).map((name) => [name, integer]))),
  }),
);

/** @param holder names the process (`holderName`) */
export async function writeRelayReport(store: Store, holder: string, report: RelayReport): Promise<void> {
  await writeOver(store, relayKey, () => store.redis.hset(relayKey, holder, JSON.stringify(report)));
}

/** What relays said last; what is damaged is left out. @throws ioredis errors when Redis is away. */
export async function readRelayReports(store: Store): Promise<readonly RelayReport[]> {
  return [...(await readFields(store)).values()].filter((report) => report !== null);
}

/** By field; null: it is damaged. */
async function readFields(store: Store): Promise<ReadonlyMap<string, RelayReport | null>> {
  const stored = await readOr(store, relayKey, store.redis.hgetall(relayKey), {});
  return new Map(
    Object.entries(stored).map(([field, json]) => [field, parseReport(store, `${relayKey} ${field}`, json)]),
  );
}

export async function removeRelayReport(store: Store, holder: string): Promise<void> {
  await writeOver(store, relayKey, () => store.redis.hdel(relayKey, holder));
}

/** Removes what relays have left that ended without a word, and what is damaged. @param now wall-clock ms */
export async function removeOldRelayReports(store: Store, now: number): Promise<void> {
  const isOld = (report: RelayReport | null) => report === null || Math.abs(now - report.at) > GONE_AFTER_MS;
  const old = [...(await readFields(store))].flatMap(([field, report]) => (isOld(report) ? [field] : []));
  if (old.length > 0) await store.redis.hdel(relayKey, ...old);
}
