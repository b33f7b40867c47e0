import type { Store } from '../redis/connect.ts';
import { metaKey } from '../redis/keys.ts';
import { readOr, wholeOf } from '../redis/stored.ts';
import { type Meta, parseMeta } from './meta.ts';

/** Which rows are wanted: scores from `from` to `to`, both included, absent: without end. Of more than `most` those at one end. */
export interface Window {
  readonly from?: number;
  readonly to?: number;
  readonly most: number;
  readonly which: 'newest' | 'oldest';
}

interface Read {
  readonly meta: Meta | null;
  /** As it is stored; null where nothing is. */
  readonly kind: string | null;
}

export interface SeriesWindow extends Read {
  /** Members, oldest first, as they are stored: a damaged one may be among them. As bytes: to make a text of each costs as much as to read it. */
  readonly members: readonly Buffer[];
  /** Scores of the oldest and of the newest row of the whole series, as far as readers are shown it; null where there is none. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

const NOTHING: [Buffer[], ...(Buffer | null)[]] = [[]];

type Fields = readonly (string | null | undefined)[];

const readOf = (store: Store, key: string, fields: Fields): Read => ({
  meta: parseMeta(store, metaKey(key), fields),
  kind: fields[4] ?? null,
});

/** Rows of a series by their scores, in one atomic round trip. @throws ioredis errors when Redis is away. */
export async function readWindow(store: Store, key: string, { from, to, most, which }: Window): Promise<SeriesWindow> {
  const reply = store.redis.readWindowBuffer(key, metaKey(key), from ?? '-inf', to ?? '+inf', most, which);
  const [members, ...rest] = await readOr(store, `${key} or its meta`, reply, NOTHING);
  const [oldest, newest, ...fields] = rest.map((field) => field?.toString());
  return { ...readOf(store, key, fields), members, oldest: wholeOf(oldest), newest: wholeOf(newest) };
}

/** Fewer rows than these cost less to read by one command. */
const MANY_ROWS = 30;

/**
 * The same, where there are many rows: Lua takes five times as long to hand them on as Redis itself. What stands beside them is read before and after
 * them, in one round trip: where it has changed, or rows beyond retention are among them, all is read by `readWindow`.
 *
 * @throws ioredis errors when Redis is away.
 */
export async function readManyRows(store: Store, key: string, window: Window): Promise<SeriesWindow> {
  if (window.most < MANY_ROWS) return readWindow(store, key, window);
  const { redis } = store;
  const meta = metaKey(key);
  const replies = Promise.all([redis.readEnds(key, meta), membersOf(store, key, window), redis.hget(meta, 'version')]);
  const [[oldest, newest, ...fields], members, version] = await readOr(store, `${key} or its meta`, replies, [
    [],
    [],
    null,
  ]);
  const lowest = wholeOf(oldest);
  const isWhole = (fields[2] ?? null) === version && areShown(members, lowest);
  if (!isWhole) return readWindow(store, key, window);
  return { ...readOf(store, key, fields), members, oldest: lowest, newest: wholeOf(newest) };
}

/** Oldest first, whether readers are shown them or not. */
async function membersOf({ redis }: Store, key: string, { from, to, most, which }: Window): Promise<Buffer[]> {
  const [lowest, highest] = [from ?? '-inf', to ?? '+inf'];
  if (which === 'oldest') return redis.zrangebyscoreBuffer(key, lowest, highest, 'LIMIT', 0, most);
  if (from === undefined && to === undefined) return redis.zrangeBuffer(key, -most, '-1');
  return (await redis.zrevrangebyscoreBuffer(key, highest, lowest, 'LIMIT', 0, most)).reverse();
}

/** Whether no row is older than the oldest one that readers are shown. The score of a row is the number that it begins with. */
function areShown([first]: readonly Buffer[], lowest: number | null): boolean {
  if (first === undefined) return true;
  const score = /^\[(\d+),/.exec(first.toString('latin1', 0, 20))?.[1];
  return lowest !== null && Number(score) >= lowest;
}

/** Times from `from` to `to`, both included, ms; with `from` the oldest ones of more than `most`, else the newest ones. */
export interface Times {
  readonly from?: number;
  readonly to?: number;
  readonly most: number;
}

export interface TimesWindow extends Read {
  /** Oldest first, as they are stored: a damaged one may be among them. */
  readonly members: readonly string[];
  /** The row before them, and the one after them; null where there is none. */
  readonly below: string | null;
  readonly above: string | null;
}

/**
 * Rows of a series by a time that they hold, in one atomic round trip. It is found by halving: where times fall from one row to the next, that
 * shows in the rows or in their neighbours, or nothing was lost by it.
 *
 * @param place of the time in a row, counted from 1 @throws ioredis errors when Redis is away.
 */
export async function readTimes(
  store: Store,
  key: string,
  place: number,
  { from, to, most }: Times,
): Promise<TimesWindow> {
  const reply = store.redis.readTimes(key, metaKey(key), place, from ?? '', to ?? '', most);
  const nothing: Awaited<typeof reply> = [[], 0, 0];
  const [members, below, above, ...fields] = await readOr(store, `${key} or its meta`, reply, nothing);
  const end = members.length - above;
  return {
    ...readOf(store, key, fields),
    members: members.slice(below, end),
    below: below === 1 ? (members[0] ?? null) : null,
    above: above === 1 ? (members[end] ?? null) : null,
  };
}
