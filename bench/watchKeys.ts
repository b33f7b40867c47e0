import { setTimeout as wait } from 'node:timers/promises';
import type { Collector } from '../markets/markets.js';
import type { Store } from '../store/redis/connect.ts';
import { collectorKey } from '../store/redis/keys.ts';
import { type Meta, staleAfterMs } from '../store/values/meta.ts';
import { readMetas } from '../store/values/metas.ts';

export interface WatchedKey {
  readonly collector: Collector;
  readonly code: string;
  readonly key: string;
  /** Seconds between two confirmations; 1 for what streams serve. */
  readonly period: number;
}

/** Where keys are watched. */
export interface Watched {
  readonly store: Store;
  readonly keys: readonly WatchedKey[];
  /** When the collectors were started, with an empty Redis: wall-clock ms. */
  readonly startedAt: number;
}

/** @param periodOf seconds between two confirmations */
export const keysOf = (
  collectors: readonly Collector[],
  codes: readonly string[],
  periodOf: (collector: Collector) => number,
): WatchedKey[] =>
  collectors.flatMap((collector) => {
    const period = periodOf(collector);
    return codes.map((code) => ({ collector, code, key: collectorKey(collector, code), period }));
  });

/** Each second a part of the keys is looked at: a light reader. */
const PARTS = 5;

/**
 * Ages (ms) of all keys by their collectors; infinite: there is nothing, or it is known to be wrong.
 *
 * @param seconds how long they are watched @param goesOn they are watched longer while it says so
 */
export async function watchAges(
  { store, keys }: Omit<Watched, 'startedAt'>,
  seconds: number,
  goesOn: () => boolean = () => false,
) {
  const ages = new Map<string, number[]>(keys.map(({ collector }) => [collector.name, []]));
  const started = performance.now();
  for (let second = 0; second < seconds || goesOn(); second++) {
    // What is polled has a fixed place in the second: who looks at a fixed one, too, always finds the same age.
    await wait(Math.max(0, started + (second + Math.random()) * 1_000 - performance.now()));
    const part = keys.filter((_, index) => index % PARTS === second % PARTS);
    const metas = await readMetas(
      store,
      part.map(({ key }) => key),
    );
    const now = Date.now();
    for (const [index, { collector }] of part.entries()) ages.get(collector.name)?.push(ageOf(metas[index], now));
  }
  return ages;
}

const ageOf = (meta: Meta | null | undefined, now: number): number =>
  meta == null || meta.isOutOfStep ? Number.POSITIVE_INFINITY : Math.max(0, now - meta.asOf);

/** Seconds since the start until all keys of each collector were fresh at once; infinite: not within the time. */
export async function awaitFreshKeys(
  { store, keys, startedAt }: Watched,
  withinSeconds: number,
): Promise<Map<string, number>> {
  const names = new Set(keys.map(({ collector }) => collector.name));
  const fresh = new Map<string, number>();
  while (fresh.size < names.size && Date.now() - startedAt < withinSeconds * 1000) {
    const metas = await readMetas(
      store,
      keys.map(({ key }) => key),
    );
    const now = Date.now();
    const stale = new Set(
      keys.flatMap(({ collector: { name }, period }, index) =>
        ageOf(metas[index], now) > staleAfterMs(period) ? [name] : [],
      ),
    );
    for (const name of names) if (!stale.has(name) && !fresh.has(name)) fresh.set(name, (now - startedAt) / 1000);
    await wait(1_000);
  }
  return new Map([...names].map((name) => [name, fresh.get(name) ?? Number.POSITIVE_INFINITY]));
}

/**
 * Seconds since the start until all series hold what they should; infinite: not within the time.
 *
 * @param wantedOf rows that there are, as far as retention allows for them
 */
export async function awaitHistory(
  { store, keys, startedAt }: Watched,
  wantedOf: (key: WatchedKey) => number,
  withinSeconds: number,
): Promise<number> {
  const missing = new Set(keys.filter(({ collector }) => collector.row.shape === 'series'));
  while (Date.now() - startedAt < withinSeconds * 1000) {
    for (const each of missing) if ((await store.redis.zcard(each.key)) >= wantedOf(each)) missing.delete(each);
    if (missing.size === 0) return (Date.now() - startedAt) / 1000;
    await wait(2_000);
  }
  return Number.POSITIVE_INFINITY;
}
