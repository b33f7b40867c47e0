import type { Store } from '../../store/redis/connect.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import { type LatestValue, readLatest } from '../../store/values/latest.ts';
import { readSeries } from '../../store/values/series.ts';
import { bookPage, isBookText } from './bookPage.ts';
import { offsetOf, type Page, ROWS_PER_PAGE } from './page.ts';
import type { Query } from './query.ts';
import { seriesPage } from './seriesPage.ts';

/** Key of the data that a query asks for. */
export const keyOf = ({ collector, code }: Query): string => collectorKey(collector, code);

/** The page as it is stored now. What is damaged of it is left out, and said by the store's log. @throws ioredis errors when Redis is away. */
export async function readPage(store: Store, query: Query): Promise<Page> {
  const damaged: string[] = [];
  const page = await readStored(store, query, (part) => damaged.push(part));
  const where = `a part of ${keyOf(query)}`;
  if (damaged[0] !== undefined) store.damage.found(where, damaged[0]);
  // Another page of a series says nothing of the damaged one.
  else if (page.highest === null) store.damage.sound(where);
  return page;
}

/** One atomic round trip. @param onDamaged told of each member that is left out since it is not what it should be */
async function readStored(store: Store, query: Query, onDamaged: (part: string) => void): Promise<Page> {
  const { page, before } = query;
  const { row } = query.collector;
  const key = keyOf(query);
  if (row.shape === 'series') {
    const start = before === null ? { offset: offsetOf(page) } : { before };
    // One more than shown, to know whether a page follows.
    return seriesPage(await readSeries(store, key, start, ROWS_PER_PAGE + 1), row, onDamaged);
  }
  return row.view === 'book'
    ? bookPage(await readLatest(store, key, isBookText), page)
    : latestPage(await readLatest(store, key), page);
}

/** The exchange's own answer, untouched. */
function latestPage({ value, meta }: LatestValue, page: number): Page {
  return {
    meta,
    total: value === null ? 0 : 1,
    rows: value === null || page > 1 ? [] : [value],
    highest: null,
    hasNext: false,
  };
}
