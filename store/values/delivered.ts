import { type SeriesRow, scoreIn } from '../../model/seriesRow.ts';
import type { Store } from '../redis/connect.ts';
import { deliveredKey } from '../redis/keys.ts';
import { readOr, record, storedJson, text, time, writeOver } from '../redis/stored.ts';

/*
 * Pages of older rows on their way from a backfill to whoever holds the lease of their collector: he alone writes (docs/decisions/0023). A page is
 * *handed over* (in the set), then *taken* (stored, and removed from the set). Whoever ends in between leaves it in the set: it is taken again, which
 * changes nothing, or it expires, and the next backfill fetches it anew.
 */

/** Older rows of a pair. */
export interface DeliveredRows {
  /** btcusdt */
  readonly code: string;
  /** Of the rows: one of the kinds of the feed's table row. */
  readonly kind: string;
  /** Exchange-clock ms at which they were asked for, and who has answered. */
  readonly asOf: number;
  readonly source: string;
  /** Members, ascending: a row begins with its score. */
  readonly members: readonly string[];
}

/** One that waits to be taken. */
export interface DeliveredPage extends DeliveredRows {
  readonly rows: readonly SeriesRow[];
  /** As it is stored. */
  readonly entry: string;
}

/** What nobody takes for so long is dropped, s. */
const TTL_S = 120;

/** Hands a page over. @param number pages are taken in the order of their numbers @throws ioredis errors when Redis is away */
export async function deliver(store: Store, worker: string, number: number, rows: DeliveredRows): Promise<void> {
  const key = deliveredKey(worker);
  const entry = JSON.stringify({ number, ...rows });
  // Sent as one: a page whose sender dies between the two would stay for ever.
  await writeOver(store, key, async () => {
    const answers = await store.redis.pipeline().zadd(key, number, entry).expire(key, TTL_S).exec();
    for (const [error] of answers ?? []) if (error !== null) throw error;
  });
}

/** How many pages wait. @throws ioredis errors when Redis is away */
export const countDelivered = (store: Store, worker: string): Promise<number> =>
  readOr(store, deliveredKey(worker), store.redis.zcard(deliveredKey(worker)), 0);

/** The next pages. What is damaged is removed, and said. @throws ioredis errors when Redis is away */
export async function readDelivered(store: Store, worker: string, most: number): Promise<DeliveredPage[]> {
  const key = deliveredKey(worker);
  const entries = await readOr(store, key, store.redis.zrangebyscore(key, '-inf', '+inf', 'LIMIT', 0, most), []);
  const pages: DeliveredPage[] = [];
  for (const entry of entries) {
    const page = parsePage(store, `a page of ${key}`, entry);
    const rows = page?.members.map((member) => ({ score: scoreIn(member) ?? -1, member })) ?? [];
    if (page !== null && areRows(rows)) pages.push({ ...page, rows, entry });
    else await removeDelivered(store, worker, entry);
  }
  return pages;
}

/** @throws ioredis errors when Redis is away */
export async function removeDelivered(store: Store, worker: string, entry: string): Promise<void> {
  await store.redis.zrem(deliveredKey(worker), entry);
}

const parsePage = storedJson<DeliveredRows>(
  record({ code: text, kind: text, asOf: time, source: text, members: { type: 'array', items: text, minItems: 1 } }),
);

const areRows = (rows: readonly SeriesRow[]): boolean =>
  rows.every(({ score }, index) => score >= 0 && score > (rows[index - 1]?.score ?? -1));
