import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { infoKey, infoPartKeys } from '../redis/keys.ts';
import { readOr, readText, record, storedJson, text, wholeOf } from '../redis/stored.ts';

/**
 * The whole exchangeInfo of a market: what the exchange says of all that it lists, and of itself. It is stored as it is sent to callers, compressed:
 * that is a hundredth of its 18 MB. Each one has keys of its own, named by its `asOf`, so that a reader never gets parts of two; the meta
 * says which is the newest.
 */

/** What is known of the newest whole exchangeInfo. */
export interface InfoMeta {
  /** Exchange-clock ms at which it was asked for; no two have the same. */
  readonly asOf: number;
  /** Who answered: the exchange by its name in the market's table, or `simulator`. */
  readonly source: string;
  /** Number of rows. */
  readonly rows: number;
  /** Number of rows that were not what the exchange documents, and were left out. */
  readonly leftOut: number;
  /** Its length, bytes; `gzip`: compressed. */
  readonly bytes: number;
  readonly gzip: number;
  /** Where in it the 13 digits of the exchange's time stand, in bytes from its beginning; null: they cannot be replaced. */
  readonly timeAt: number | null;
}

/** A symbol, its status in the exchange's own words, and the length of its row, bytes. */
export type InfoRow = readonly [symbol: string, status: string, length: number];

/**
 * Rows that are compressed by themselves: bytes `from` to `to` of the gzip are raw deflate of these rows, with a comma before each but the very
 * first one of all.
 */
export interface InfoPiece {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly InfoRow[];
}

/** What a whole exchangeInfo consists of: `before`, the rows with commas between them, `after`. */
export interface InfoList {
  readonly before: string;
  readonly pieces: readonly InfoPiece[];
  readonly after: string;
}

/** A whole exchangeInfo that is to be stored. */
export interface WholeInfo extends Omit<InfoMeta, 'asOf' | 'gzip'> {
  readonly list: InfoList;
  /** All of it, as one gzip member. */
  readonly gzip: Buffer;
}

/** It is asked for so often, ms. */
export const INFO_EVERY_MS = 3_600_000;

/** From then on the exchange is asked instead, where it can be, ms: one hour's has failed, and all that were tried since. */
export const INFO_OLD_AFTER_MS = 2 * INFO_EVERY_MS;

/** It is kept for a day, ms: nothing of it is answered from then on. */
export const INFO_KEPT_MS = 86_400_000;
const KEPT_S = INFO_KEPT_MS / 1_000;

/** Who has begun to read the one before may finish, s. */
const GOING_S = 60;

/**
 * Stores a whole exchangeInfo; readers see the one before until all of it is stored.
 *
 * @param asOf exchange-clock ms at which it was asked for @returns false where a later one stands @throws ioredis errors when Redis is away
 */
export async function writeInfo(store: Store, market: Market, asOf: number, info: WholeInfo): Promise<boolean> {
  const { redis } = store;
  const { list, gzip, timeAt, source, rows, leftOut, bytes } = info;
  const parts = infoPartKeys(market, asOf);
  await redis.set(parts.gzip, gzip, 'EX', KEPT_S);
  await redis.set(parts.list, JSON.stringify(list), 'EX', KEPT_S);
  const fields = { source, rows, leftOut, bytes, gzip: gzip.length, timeAt: timeAt ?? '' };
  const [isStored, before] = await redis.writeInfo(infoKey(market), asOf, KEPT_S, ...Object.entries(fields).flat());
  const gone = isStored === 1 ? wholeOf(before) : asOf;
  if (gone !== null && (isStored === 0 || gone !== asOf)) {
    const keys = Object.values(infoPartKeys(market, gone));
    await Promise.all(keys.map((key) => redis.expire(key, isStored === 1 ? GOING_S : 0)));
  }
  return isStored === 1;
}

/** What is known of the newest one; null: none is stored, or its meta is damaged. @throws ioredis errors when Redis is away */
export async function readInfoMeta(store: Store, market: Market): Promise<InfoMeta | null> {
  const key = infoKey(market);
  const names = ['asOf', 'rows', 'leftOut', 'bytes', 'gzip', 'timeAt', 'source'] as const;
  const fields = await readOr(store, key, store.redis.hmget(key, ...names), []);
  const [asOf, rows, leftOut, bytes, gzip, timeAt] = fields.map((field) => wholeOf(field));
  const source = fields[6];
  if (asOf == null || rows == null || leftOut == null || bytes == null || gzip == null || !source) {
    if (fields.some((field) => field !== null)) store.damage.found(key, JSON.stringify(fields));
    return null;
  }
  store.damage.sound(key);
  return { asOf, source, rows, leftOut, bytes, gzip, timeAt: timeAt ?? null };
}

/** Thousands of rows: a schema of all this takes longer to compile than the rows to check. */
const parseList = storedJson<InfoList>(record({ before: text, after: text, pieces: { type: 'array' } }), ({ pieces }) =>
  pieces.every(isPiece),
);

function isPiece(piece: unknown): piece is InfoPiece {
  const { from, to, rows } = Object(piece) as Partial<Record<keyof InfoPiece, unknown>>;
  return isSize(from) && isSize(to) && from <= to && Array.isArray(rows) && rows.every(isRow);
}

const isRow = (row: unknown): row is InfoRow =>
  Array.isArray(row) && row.length === 3 && typeof row[0] === 'string' && typeof row[1] === 'string' && isSize(row[2]);

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Null: it is gone, as another one has taken its place, or is damaged. @throws ioredis errors when Redis is away */
export async function readInfoList(store: Store, market: Market, { asOf, gzip }: InfoMeta): Promise<InfoList | null> {
  const { list } = infoPartKeys(market, asOf);
  const isSound = ({ pieces }: InfoList) => pieces.every(({ to }) => to <= gzip);
  return parseList(store, list, await readText(store, list), isSound);
}

/** All of it compressed. Null: it is gone, as another one has taken its place, or is damaged. @throws ioredis errors when Redis is away */
export async function readInfoGzip(store: Store, market: Market, { asOf, gzip }: InfoMeta): Promise<Buffer | null> {
  const key = infoPartKeys(market, asOf).gzip;
  const stored = await readOr(store, key, store.redis.getBuffer(key), null);
  if (stored === null || stored.length === gzip) return stored;
  store.damage.found(key, `${stored.length} bytes instead of ${gzip}`);
  return null;
}

/**
 * The exchange's names of all that it lists, whatever their status; null while nobody knows, or what is known is old: what is new would be missing.
 *
 * @param now exchange-clock ms
 * @throws ioredis errors when Redis is away
 */
export async function readListedSymbols(
  store: Store,
  market: Market,
  now: number,
): Promise<ReadonlySet<string> | null> {
  const meta = await readInfoMeta(store, market);
  if (meta === null || now - meta.asOf >= INFO_OLD_AFTER_MS) return null;
  const list = await readInfoList(store, market, meta);
  return list && new Set(list.pieces.flatMap(({ rows }) => rows.map(([symbol]) => symbol)));
}
