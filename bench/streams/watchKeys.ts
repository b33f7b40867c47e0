import { setTimeout as wait } from 'node:timers/promises';
import { type Collector, collectorsOf } from '../../markets/markets.js';
import { countOf, openTimeOf } from '../../model/candleTime.ts';
import { collectorKey } from '../../store/keys.ts';
import { type Meta, staleAfterMs } from '../../store/meta.ts';
import { readMetas } from '../../store/metas.ts';
import { LISTED_AT } from './sender/playedHistory.ts';
import type { StreamsWorld } from './streamsWorld.ts';

/** Those that streams serve: all but the listings, which are read each hour. */
const collectors = collectorsOf('spot').filter(({ row }) => row.streams !== undefined);

export interface WatchedKey {
  readonly collector: Collector;
  readonly code: string;
  readonly key: string;
}

export const keysOf = ({ codes }: Pick<StreamsWorld, 'codes'>): WatchedKey[] =>
  collectors.flatMap((collector) => codes.map((code) => ({ collector, code, key: collectorKey(collector, code) })));

/** Each second a part of the keys is looked at: a light reader. */
const PARTS = 5;

/** Ages (ms) of all keys by their collectors, for so many seconds; infinite: there is nothing, or it is known to be wrong. */
export async function watchAges(world: StreamsWorld, seconds: number): Promise<Map<string, number[]>> {
  const keys = keysOf(world);
  const ages = new Map<string, number[]>(collectors.map(({ name }) => [name, []]));
  const until = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < until; round++) {
    const part = keys.filter((_, index) => index % PARTS === round % PARTS);
    const metas = await readMetas(
      world.store,
      part.map(({ key }) => key),
    );
    const now = Date.now();
    for (const [index, { collector }] of part.entries()) ages.get(collector.name)?.push(ageOf(metas[index], now));
    await wait(Math.max(10, 1000 - (Date.now() - now)));
  }
  return ages;
}

const ageOf = (meta: Meta | null | undefined, now: number): number =>
  meta == null || meta.isOutOfStep ? Number.POSITIVE_INFINITY : Math.max(0, now - meta.asOf);

/** Seconds since the start until all keys of each collector were fresh at once; infinite: not within the time. */
export async function awaitFreshKeys(world: StreamsWorld, withinSeconds: number): Promise<Map<string, number>> {
  const keys = keysOf(world);
  const fresh = new Map<string, number>();
  while (fresh.size < collectors.length && Date.now() - world.startedAt < withinSeconds * 1000) {
    const metas = await readMetas(
      world.store,
      keys.map(({ key }) => key),
    );
    const now = Date.now();
    const stale = new Set(
      keys.flatMap(({ collector }, index) => (ageOf(metas[index], now) > staleAfterMs(1) ? [collector.name] : [])),
    );
    for (const { name } of collectors) {
      if (!stale.has(name) && !fresh.has(name)) fresh.set(name, (now - world.startedAt) / 1000);
    }
    await wait(1_000);
  }
  return new Map(collectors.map(({ name }) => [name, fresh.get(name) ?? Number.POSITIVE_INFINITY]));
}

/** Seconds since the start until all series hold what retention allows for; infinite: not within the time. */
export async function awaitHistory(world: StreamsWorld, withinSeconds: number): Promise<number> {
  const missing = new Set(keysOf(world).filter(({ collector }) => collector.row.shape === 'series'));
  while (Date.now() - world.startedAt < withinSeconds * 1000) {
    for (const each of missing) {
      if ((await world.store.redis.zcard(each.key)) >= wantedOf(each.collector, world.codes.length))
        missing.delete(each);
    }
    if (missing.size === 0) return (Date.now() - world.startedAt) / 1000;
    await wait(2_000);
  }
  return Number.POSITIVE_INFINITY;
}

function wantedOf({ row, interval }: Collector, pairs: number): number {
  if (row.shape !== 'series') return 0;
  const { rows, above } = row.retention;
  if (interval === undefined) return above !== undefined && pairs > above.pairs ? above.rows : rows;
  const [first, newest] = [LISTED_AT, Date.now()].map((time) => openTimeOf(interval, time));
  return Math.min(rows, countOf(interval, first ?? 0, newest ?? 0));
}
