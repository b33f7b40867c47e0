import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { infoKey, infoPartKeys } from '../redis/keys.ts';
import { readOr, readText, record, storedJson, text, wholeOf } from '../redis/stored.ts';

/**
 * The whole exchangeInfo of a market: what the exchange says of all that it lists, and of itself, as its bytes. Each one has keys of its own,
 * named by its `asOf`, so that a reader never gets parts of two; the meta says which is the newest.
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

/** A row, by whom it is of. */
export interface InfoRow {
  readonly symbol: string;
  /** In the exchange's own words. */
  readonly status: string;
  /** As the exchange sent it, UTF-8. */
  readonly text: Buffer;
}

/** A whole exchangeInfo that is to be stored: `before`, the rows with commas between them, `after`. */
export interface WholeInfo extends Pick<InfoMeta, 'source' | 'leftOut' | 'bytes' | 'timeAt'> {
  readonly before: string;
  readonly rows: readonly InfoRow[];
  readonly after: string;
  readonly gzip: Buffer;
}

/** Of a whole exchangeInfo: its symbols with their statuses, in their order, and what stands before and after the rows. */
export interface InfoList {
  readonly before: string;
  readonly after: string;
  readonly statuses: ReadonlyMap<string, string>;
}

/** It is written anew each hour. Who is listed is believed for a day, s. */
const KEPT_S = 86_400;

/** Who has begun to read the one before may finish, s. */
const GOING_S = 60;

/** Rows of one command: more would hold Redis up. */
const ROWS_AT_ONCE = 50;

/**
 * Stores a whole exchangeInfo. Takes as many commands as it needs, none of them long; readers see the one before until all of it is stored.
 *
 * @param asOf exchange-clock ms at which it was asked for @returns false where a later one stands @throws ioredis errors when Redis is away
 */
export async function writeInfo(store: Store, market: Market, asOf: number, info: WholeInfo): Promise<boolean> {
  const { redis } = store;
  const [meta, parts] = [infoKey(market), infoPartKeys(market, asOf)];
  const { before, after, rows, gzip } = info;
  const symbols = rows.map(({ symbol, status }) => [symbol, status]);
  await redis.del(parts.rows);
  await redis.set(parts.gzip, gzip, 'EX', KEPT_S);
  await redis.set(parts.list, JSON.stringify({ before, after, symbols }), 'EX', KEPT_S);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    await redis.hset(parts.rows, ...some.flatMap(({ symbol, text: row }) => [symbol, row]));
    if (from === 0) await redis.expire(parts.rows, KEPT_S);
  }
  const fields = {
    source: info.source,
    rows: rows.length,
    leftOut: info.leftOut,
    bytes: info.bytes,
    gzip: gzip.length,
    timeAt: info.timeAt ?? '',
  };
  const [isStored, old] = await redis.writeInfo(meta, asOf, KEPT_S, ...Object.entries(fields).flat());
  const gone = isStored === 1 ? wholeOf(old) : asOf;
  const isSame = isStored === 1 && gone === asOf;
  if (gone !== null && !isSame) await expireParts(store, market, gone, isStored === 1 ? GOING_S : 0);
  return isStored === 1;
}

async function expireParts({ redis }: Store, market: Market, asOf: number, seconds: number): Promise<void> {
  await Promise.all(Object.values(infoPartKeys(market, asOf)).map((key) => redis.expire(key, seconds)));
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

interface StoredList {
  readonly before: string;
  readonly after: string;
  readonly symbols: readonly (readonly [symbol: string, status: string])[];
}

const parseList = storedJson<StoredList>(
  record({
    before: text,
    after: text,
    symbols: { type: 'array', items: { type: 'array', items: text, minItems: 2, maxItems: 2 } },
  }),
);

/** Null: it is gone, as another one has taken its place, or is damaged. @throws ioredis errors when Redis is away */
export async function readInfoList(store: Store, market: Market, { asOf }: InfoMeta): Promise<InfoList | null> {
  const { list } = infoPartKeys(market, asOf);
  const stored = parseList(store, list, await readText(store, list));
  return stored && { before: stored.before, after: stored.after, statuses: new Map(stored.symbols) };
}

/** The exchange's names of all that it lists, whatever their status; null while nobody knows. @throws ioredis errors when Redis is away */
export async function readListedSymbols(store: Store, market: Market): Promise<ReadonlySet<string> | null> {
  const meta = await readInfoMeta(store, market);
  const list = meta && (await readInfoList(store, market, meta));
  return list && new Set(list.statuses.keys());
}

/**
 * The rows of these symbols as the exchange sent them, in the order asked for; of one that is not listed null. Null altogether: they are gone, as
 * another one has taken their place.
 *
 * @throws ioredis errors when Redis is away
 */
export async function readInfoRows(
  store: Store,
  market: Market,
  { asOf }: InfoMeta,
  symbols: readonly string[],
): Promise<(string | null)[] | null> {
  if (symbols.length === 0) return [];
  const { rows } = infoPartKeys(market, asOf);
  const found = await readOr(store, rows, store.redis.hmget(rows, ...symbols), []);
  return found.some((row) => row !== null) ? found : null;
}

/** All of it compressed, as one gzip member. Null: it is gone, as another one has taken its place, or is damaged. @throws ioredis errors when Redis is away */
export async function readInfoGzip(store: Store, market: Market, meta: InfoMeta): Promise<Buffer | null> {
  const { gzip: key } = infoPartKeys(market, meta.asOf);
  const stored = await readOr(store, key, store.redis.getBuffer(key), null);
  if (stored === null || stored.length === meta.gzip) return stored;
  store.damage.found(key, `${stored.length} bytes instead of ${meta.gzip}`);
  return null;
}
