import type { BookRow } from './ladder.ts';

/** A page of a book, as GetData answers it. */
export interface BookPage {
  /** Which of the stored books it is of: pages with another one never go together. */
  readonly version: string;
  readonly rows: readonly BookRow[];
  /** Levels that are stored. */
  readonly total: number;
  readonly lastUpdateId: number | null;
  /** How old it was at `at`, ms. */
  readonly age: number | null;
  readonly stale: boolean;
  /** This machine's clock, ms. */
  readonly at: number;
}

/** So many pages are read. */
export const MOST_PAGES = 10;

export const ROWS_PER_PAGE = 10;

/** Pages that a book of so many levels is read by. */
export const pagesOf = (total: number): number => Math.min(MOST_PAGES, Math.max(1, Math.ceil(total / ROWS_PER_PAGE)));

/** A book as far as it was read. All of it is one book, never two. */
export interface WholeBook extends BookPage {
  /** Whether as much was read as was wanted: the book may change faster than its pages can be read. */
  readonly isWhole: boolean;
}

/** The first page with those behind it that are of the same book, up to the first that is not. Null: there is no first page. */
export function joinedOf(pages: readonly (BookPage | null)[]): WholeBook | null {
  const [first] = pages;
  if (!first) return null;
  const other = pages.findIndex((page) => page?.version !== first.version);
  const own = (other < 0 ? pages : pages.slice(0, other)).filter((page) => page !== null);
  return { ...first, rows: own.flatMap(({ rows }) => rows), isWhole: own.length >= pagesOf(first.total) };
}

/** What was read by asking for all pages at once. `fault`: why one that there is could not be read; null: all could be. */
export function readOf(pages: readonly PromiseSettledResult<BookPage>[]): { book: WholeBook | null; fault: unknown } {
  const book = joinedOf(pages.map((page) => (page.status === 'fulfilled' ? page.value : null)));
  // A book may have become shorter: then there is no such page any more.
  const failed = pages.slice(0, pagesOf(book?.total ?? 0)).find((page) => page.status === 'rejected');
  return { book, fault: failed?.reason ?? null };
}

/** The version in the ETag of a page of GetData: `W/"1790000041250-depth.btcusdt.1"`. Null: there is none. */
export const versionIn = (etag: string | null): string | null => /^(?:W\/)?"(\d+)-/.exec(etag ?? '')?.[1] ?? null;
