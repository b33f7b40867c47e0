import type { Store } from '../../../store/redis/connect.ts';
import { readTimes, type Times } from '../../../store/values/window.ts';
import type { PageKind } from '../../pages/page.ts';
import { joinRows } from './rows.ts';
import { type SeriesPage, type SeriesQuery, seriesPages } from './seriesPage.ts';
import type { TradeRow } from './tradeRow.ts';
import { TIME_PLACE } from './tradeRow.ts';

/** Rows by their times, from memory: which ones they are was found out when they were read. Whatever changes of them, they are read anew. */
export const timesPages: PageKind<SeriesPage> = {
  sizeOf: seriesPages.sizeOf,
  follow: (page, change) => {
    const followed = seriesPages.follow(page, change);
    return followed === 'behind' ? 'wrong' : followed;
  },
};

/**
 * The trades between two times. `rows` is null where they are not stored whole: the one before them must be known, and no id be missing. That times
 * never fall from one id to the next is what they are found by; where it shows that they do, the exchange alone can answer.
 */
export async function readTimesPage(
  store: Store,
  query: SeriesQuery & { readonly rowOf: (member: string) => TradeRow | null },
  { from, to, most }: Times,
): Promise<SeriesPage> {
  const { key, kind, rowOf } = query;
  const read = await readTimes(store, key, TIME_PLACE, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    most,
  });
  const { meta } = read;
  const [below, rows, above] = [listOf(read.below), read.members, listOf(read.above)].map((members) =>
    members.map(rowOf),
  );
  const all = [...(below ?? []), ...(rows ?? []), ...(above ?? [])];
  const sound = all.filter((row) => row !== null);
  const shown = (rows ?? []).filter((row) => row !== null);
  const page = {
    query,
    holes: [],
    isShort: false,
    oldest: null,
    newest: null,
    source: meta?.source ?? '',
    asOf: meta?.asOf ?? null,
    version: meta?.version ?? 0,
    changedFrom: Number.POSITIVE_INFINITY,
  };
  const isFull = shown.length === most;
  const hasAllBelow = from === undefined ? isFull : read.below !== null;
  const isRead = meta !== null && read.kind === kind && sound.length === all.length;
  if (!isRead || !hasAllBelow || !areInOrder(sound)) return { ...page, rows: null };
  const [first, last] = [shown[0], shown.at(-1)];
  // Newer ones do not concern it: it is full, or one after its end has come.
  const isClosed = read.above !== null || (from !== undefined && isFull);
  const limit = isClosed ? most : Number.POSITIVE_INFINITY;
  const window = {
    from: first?.score ?? 0,
    most: limit,
    which: 'oldest' as const,
    ...(isClosed && { to: last?.score ?? 0 }),
  };
  return { ...page, query: { ...query, window }, rows: joinRows(shown) };
}

const listOf = (member: string | null): readonly string[] => (member === null ? [] : [member]);

/** Whether no id is missing between them, and no time falls. */
const areInOrder = (rows: readonly TradeRow[]): boolean =>
  rows.every((row, index) => {
    const before = rows[index - 1];
    return before === undefined || (row.score === before.score + 1 && row.time >= before.time);
  });
