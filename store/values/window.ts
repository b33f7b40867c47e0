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
