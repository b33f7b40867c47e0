import type { Store } from './connect.ts';
import { changesChannel, metaKey } from './keys.ts';
import { type Meta, parseMeta } from './meta.ts';
import { assertStored, type WriteContext } from './write.ts';

/** A row of a series: `score` is its open time (ms) or id, `member` compact JSON of the exchange's fields in order. */
export interface SeriesRow {
  readonly score: number;
  readonly member: string;
}

/** The score of a stored member: its first field. */
export const scoreOf = (member: string): number => Number((JSON.parse(member) as unknown[])[0]);

/** `candles`, or the id space of trades. A series holds one kind; writing another clears it. */
export type SeriesKind = 'candles' | 'aggTrades' | 'trades';

export interface SeriesWrite extends WriteContext {
  readonly kind: SeriesKind;
  /** Rows kept, the newest. */
  readonly retention: number;
  /** Lowest score kept, whatever retention says. */
  readonly keepFrom?: number;
  /** Highest score kept of what is stored, `none` keeps nothing: the exchange has begun anew, and the rest belongs to the market before. */
  readonly keepTo?: number | 'none';
  /** Forming rows replace rolled-up ones of more trades, too. */
  readonly outranksSums?: boolean;
  /** False for history: it adds rows without saying how fresh the newest one is. */
  readonly confirmsNewest: boolean;
}

export interface SeriesWritten {
  /** Rows stored now. */
  readonly total: number;
  /** Rows added or replaced. */
  readonly changed: number;
  /** Final candles replaced by the exchange's newer version. */
  readonly restated: number;
  /** Rows refused because the stored one knows more. */
  readonly regressed: number;
}

/** @throws WriteRefused; ioredis errors when Redis is away. */
export async function writeSeries(
  store: Store,
  key: string,
  rows: readonly SeriesRow[],
  write: SeriesWrite,
): Promise<SeriesWritten> {
  const [status, , changed, restated, regressed, total] = await store.redis.writeSeries(
    key,
    metaKey(key),
    changesChannel(store.db),
    write.fence,
    write.asOf,
    write.source,
    write.retention,
    write.kind,
    write.confirmsNewest ? 1 : 0,
    write.keepFrom ?? '',
    write.outranksSums === true ? 1 : 0,
    write.keepTo === 'none' ? '-inf' : (write.keepTo ?? ''),
    ...rows.flatMap((row) => [row.score, row.member]),
  );
  assertStored(key, status);
  return { total, changed, restated, regressed };
}

export interface SeriesPage {
  /** Rows stored in all. */
  readonly total: number;
  /** Members, newest first. */
  readonly rows: readonly string[];
  readonly meta: Meta | null;
  readonly kind: SeriesKind | null;
}

/** Where a page begins: below a score, or after so many rows from the newest. */
export type PageStart = { readonly before: number } | { readonly offset: number };

/** One page in one atomic round trip, newest first. @throws ioredis errors when Redis is away. */
export async function readSeries(store: Store, key: string, start: PageStart, count: number): Promise<SeriesPage> {
  const [before, offset] = 'before' in start ? [start.before, 0] : ['', start.offset];
  const [total, rows, ...meta] = await store.redis.readSeries(key, metaKey(key), before, offset, count);
  return { total, rows, meta: parseMeta(meta), kind: (meta[4] ?? null) as SeriesKind | null };
}
