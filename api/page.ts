import { feeds } from '../config/feeds.js';
import type { Store } from '../store/connect.ts';
import { dataKey } from '../store/keys.ts';
import { type LatestValue, readLatest } from '../store/latest.ts';
import type { Meta } from '../store/meta.ts';
import { readSeries, type SeriesPage } from '../store/series.ts';
import { MAX_PAGE, type Query } from './query.ts';

export const ROWS_PER_PAGE = 10;

/** A page of GetData as it is read. */
export interface Page {
  readonly meta: Meta | null;
  /** Rows there are in all. */
  readonly total: number;
  /** The page's rows as JSON texts. */
  readonly rows: readonly string[];
  /** The `before` of the next page; undefined where pages are counted only. */
  readonly nextBefore?: number;
  readonly hasNext: boolean;
  /** Depth only: null where nothing is stored. */
  readonly lastUpdateId?: number | null;
}

/** What the store has of a page, as it is stored. */
type Stored = SeriesPage | LatestValue;

/** One atomic round trip. @throws ioredis errors when Redis is away. */
export async function readStored(store: Store, { collector, code, page, before }: Query): Promise<Stored> {
  const { feed, interval } = collector;
  const { market, shape } = feeds[feed];
  const key = dataKey(market, code, feed, interval);
  if (shape === 'latest') return readLatest(store, key);
  // One more than shown, to know whether a page follows.
  return readSeries(store, key, before === null ? { offset: offsetOf(page) } : { before }, ROWS_PER_PAGE + 1);
}

export function pageOf({ collector: { feed }, page }: Query, stored: Stored): Page {
  const row = feeds[feed];
  if ('rows' in stored) return seriesPage(stored, row.shape === 'series' ? row.columns : []);
  return feed === 'depth' ? depthPage(stored, page) : latestPage(stored, page);
}

const offsetOf = (page: number): number => (page - 1) * ROWS_PER_PAGE;

function seriesPage({ total, rows: members, meta }: SeriesPage, columns: readonly (string | null)[]): Page {
  const shown = members.slice(0, ROWS_PER_PAGE).map((member) => JSON.parse(member) as readonly unknown[]);
  // The first field of every member is its score.
  const nextBefore = shown.at(-1)?.[0];
  return {
    meta,
    total,
    rows: shown.map((fields) => JSON.stringify(nameFields(fields, columns))),
    hasNext: members.length > ROWS_PER_PAGE,
    ...(nextBefore === undefined ? {} : { nextBefore: Number(nextBefore) }),
  };
}

/** A series' member as an object. Prices are strings in the member and stay so. */
function nameFields(fields: readonly unknown[], columns: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [index, name] of columns.entries()) {
    if (name !== null) row[name] = name === 'final' ? fields[index] === 2 : fields[index];
  }
  return row;
}

/** The exchange's own answer, untouched. */
function latestPage({ value, meta }: LatestValue, page: number): Page {
  return {
    meta,
    total: value === null ? 0 : 1,
    rows: value === null || page > 1 ? [] : [value],
    hasNext: false,
  };
}

interface Book {
  readonly lastUpdateId: number;
  /** [price, quantity], best first. */
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

function depthPage({ value, meta }: LatestValue, page: number): Page {
  if (value === null) return { meta, total: 0, rows: [], hasNext: false, lastUpdateId: null };
  const { lastUpdateId, bids, asks } = JSON.parse(value) as Book;
  const total = Math.max(bids.length, asks.length);
  const from = offsetOf(page);
  const to = Math.min(from + ROWS_PER_PAGE, total);
  const rows: string[] = [];
  for (let index = from; index < to; index += 1) {
    const [bidPrice = null, bidQty = null] = bids[index] ?? [];
    const [askPrice = null, askQty = null] = asks[index] ?? [];
    rows.push(JSON.stringify({ level: index + 1, bidPrice, bidQty, askPrice, askQty }));
  }
  return { meta, total, rows, hasNext: to < total && from < total, lastUpdateId };
}

/** The answer's body. Rows are put in as they are, so that the exchange's own text passes through. */
export function renderPage(query: Query, page: Page): string {
  const { collector, code } = query;
  const head = {
    code,
    type: collector.type,
    page: query.page,
    perPage: ROWS_PER_PAGE,
    total: page.total,
    pages: Math.ceil(page.total / ROWS_PER_PAGE),
    asOf: page.meta?.asOf ?? null,
    ...(page.lastUpdateId === undefined ? {} : { lastUpdateId: page.lastUpdateId }),
    next: page.hasNext ? nextAddress(query, page.nextBefore) : null,
  };
  return `${JSON.stringify(head).slice(0, -1)},"data":[${page.rows.join(',')}]}`;
}

/** Page numbers shift as rows arrive; rows below a score do not. */
function nextAddress({ collector, code, page }: Query, before: number | undefined): string {
  const number = Math.min(page + 1, MAX_PAGE);
  const address = `/GetData?pageSize=${number}&type=${collector.type}&code=${encodeURIComponent(code)}`;
  return before === undefined ? address : `${address}&before=${before}`;
}
