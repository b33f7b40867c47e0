import type { RowLayout } from '../../markets/rowLayout.ts';
import { type SeriesRow, scoreIn } from '../../model/seriesRow.ts';
import type { Store } from '../redis/connect.ts';
import { gather } from '../redis/gather.ts';
import { changesChannel, metaKey } from '../redis/keys.ts';
import { readOr } from '../redis/stored.ts';
import { type Meta, parseMeta } from './meta.ts';
import { assertStored, type WriteContext } from './write.ts';

export interface SeriesWrite extends WriteContext {
  /** Of the rows: one of the layout's kinds. */
  readonly kind: string;
  /** What decides whether a row that is stored gives way to another of the same score. */
  readonly layout: RowLayout;
  /** Rows that readers are shown, the newest. Up to a hundredth more is stored. */
  readonly retention: number;
  /** Lowest score kept, whatever retention says. */
  readonly keepFrom?: number;
  /** Highest score kept of what is stored, `none` keeps nothing: the exchange has begun anew, and the rest belongs to the market before. */
  readonly keepTo?: number | 'none';
  /** Forming rows replace rolled-up ones of a higher order, too. */
  readonly outranksSums?: boolean;
  /** False for history: it adds rows without saying how fresh the newest one is. */
  readonly confirmsNewest: boolean;
}

export interface SeriesWritten {
  /** Rows that readers are shown now. */
  readonly total: number;
  /** Rows added or replaced. */
  readonly changed: number;
  /** Final rows replaced by the exchange's newer version. */
  readonly restated: number;
  /** Rows refused because the stored one knows more. */
  readonly regressed: number;
  /** Exchange-clock ms as of which the newest row is confirmed now. */
  readonly asOf: number;
  /** Of what is stored now: what confirms it later names it (confirm.ts). */
  readonly version: number;
}

/** What Redis answers of one series. */
type Reply = readonly [
  status: number,
  version: number,
  changed: number,
  restated: number,
  regressed: number,
  total: number,
  asOf: number,
];

interface Wanted {
  readonly key: string;
  readonly rows: readonly SeriesRow[];
  readonly write: SeriesWrite;
}

/** What `writeSeries-n.lua` is called with. @param db that of the store */
export function seriesArguments(db: number, part: readonly Wanted[]): [keys: number, ...rest: (string | number)[]] {
  const ways: SeriesWrite[] = [];
  const keys: string[] = [];
  const entries: (string | number)[] = [];
  for (const { key, rows, write } of part) {
    keys.push(key, metaKey(key));
    let way = ways.findIndex((each) => isSameWay(each, write));
    if (way < 0) way = ways.push(write) - 1;
    entries.push(way + 1, write.asOf, rows.length);
    for (const { score, member } of rows) entries.push(score, member);
  }
  return [keys.length, ...keys, changesChannel(db), ways.length, ...ways.flatMap(argumentsOf), ...entries];
}

const putRows = gather<Wanted, Reply>({
  most: 200,
  sizeOf: ({ rows }) => 1 + rows.length,
  send: (store, part) => store.redis.writeSeries(...seriesArguments(store.db, part)),
});

/** Whether two writes differ in their times alone: the rows of all pairs of a feed are mostly written in the same way. */
const isSameWay = (one: SeriesWrite, other: SeriesWrite): boolean =>
  one.fence === other.fence &&
  one.layout === other.layout &&
  one.kind === other.kind &&
  one.retention === other.retention &&
  one.source === other.source &&
  one.confirmsNewest === other.confirmsNewest &&
  one.keepFrom === other.keepFrom &&
  one.keepTo === other.keepTo &&
  one.outranksSums === other.outranksSums;

function argumentsOf(way: SeriesWrite): (string | number)[] {
  const { layout, keepTo } = way;
  return [
    way.fence,
    way.source,
    way.retention,
    way.kind,
    layout.kinds.filter((kind) => kind !== way.kind).join(' '),
    layout.state,
    layout.end,
    layout.order,
    way.confirmsNewest ? 1 : 0,
    way.keepFrom ?? '',
    way.outranksSums === true ? 1 : 0,
    keepTo === 'none' ? '-inf' : (keepTo ?? ''),
  ];
}

/** Stores rows, together with what else is to be stored in the same moment. @throws WriteRefused; ioredis errors when Redis is away. */
export async function writeSeries(
  store: Store,
  key: string,
  rows: readonly SeriesRow[],
  write: SeriesWrite,
): Promise<SeriesWritten> {
  const [status, version, changed, restated, regressed, total, asOf] = await putRows(store, { key, rows, write });
  assertStored(key, status);
  return { total, changed, restated, regressed, asOf, version };
}

export interface SeriesPage {
  /** Rows that there are in all, at most the retention that the last write named. */
  readonly total: number;
  /** Members, newest first. */
  readonly rows: readonly string[];
  readonly meta: Meta | null;
  /** As it is stored; null where nothing is. */
  readonly kind: string | null;
}

/** Where a page begins: below a score, or after so many rows from the newest. */
export type PageStart = { readonly before: number } | { readonly offset: number };

/** One page in one atomic round trip, newest first. @throws ioredis errors when Redis is away. */
export async function readSeries(store: Store, key: string, start: PageStart, count: number): Promise<SeriesPage> {
  const [before, offset] = 'before' in start ? [start.before, 0] : ['', start.offset];
  const nothing: Awaited<ReturnType<Store['redis']['readSeries']>> = [0, []];
  const reply = store.redis.readSeries(key, metaKey(key), before, offset, count);
  const [total, rows, ...fields] = await readOr(store, `${key} or its meta`, reply, nothing);
  return { total, rows, meta: parseMeta(store, metaKey(key), fields), kind: fields[4] ?? null };
}

/** A page as `readSeries` reads it, without the members that are no rows. */
export async function readRows(store: Store, key: string, start: PageStart, count: number): Promise<SeriesPage> {
  const page = await readSeries(store, key, start, count);
  const damaged = page.rows.filter((member) => scoreIn(member) === null);
  if (damaged[0] === undefined) return page;
  store.damage.found(`a row of ${key}`, damaged[0]);
  return { ...page, rows: page.rows.filter((member) => !damaged.includes(member)) };
}
