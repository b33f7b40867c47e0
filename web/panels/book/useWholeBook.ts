import { useEffect, useState } from 'preact/hooks';
import type { BookRow } from '../../figures/book/ladder.ts';
import { type BookPage, pagesOf, readOf, versionIn, type WholeBook } from '../../figures/book/whole.ts';
import { ask } from '../../wire/ask.ts';
import { AskError } from '../../wire/askError.ts';

/** It is read so often while it can be seen, ms. */
const EVERY_MS = 3_000;

/** A book that changes while its pages are read is read so often in all. */
const TRIES = 2;

interface Read {
  readonly book: WholeBook | null;
  /** Why not all could be read; null: it could be. */
  readonly trouble: string | null;
}

/** The stored book as deep as it is shown, read again and again while `isOnScreen`. @param query of GetData, without the page */
export function useWholeBook(query: string, isOnScreen: boolean): Read {
  const [read, setRead] = useState<Read>({ book: null, trouble: null });
  useEffect(() => {
    if (!isOnScreen) return;
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let count = 1;
    const again = async () => {
      if (!document.hidden) {
        const next = await readBook(query, count, stopped.signal);
        if (stopped.signal.aborted) return;
        count = next.book === null ? count : pagesOf(next.book.total);
        setRead(({ book }) => ({ book: next.book ?? book, trouble: next.trouble }));
      }
      timer = setTimeout(again, EVERY_MS);
    };
    void again();
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [query, isOnScreen]);
  return read;
}

/**
 * Reads the pages of one book. Where it changes meanwhile, the try that brought most levels of one book counts. A page that fails ends it: the API may
 * have asked for patience.
 * @param count how many pages there were last time
 */
async function readBook(query: string, count: number, signal: AbortSignal): Promise<Read> {
  let best: WholeBook | null = null;
  let asked = count;
  for (let tried = 0; tried < TRIES; ) {
    const pages = await Promise.allSettled(
      Array.from({ length: asked }, (_, index) => readPage(query, index + 1, signal)),
    );
    const { book, fault } = readOf(pages);
    if (book !== null && book.rows.length >= (best?.rows.length ?? 0)) best = book;
    if (fault !== null) return { book: best, trouble: fault instanceof AskError ? fault.message : String(fault) };
    if (book === null || book.isWhole) break;
    // The first page says how many there are: to have learned that is no failed try.
    const wanted = pagesOf(book.total);
    if (wanted <= asked) tried += 1;
    asked = wanted;
  }
  return { book: best, trouble: null };
}

interface Body {
  readonly data: readonly BookRow[];
  readonly total: number;
  readonly lastUpdateId?: number | null;
  readonly asOf: number | null;
}

async function readPage(query: string, page: number, signal: AbortSignal): Promise<BookPage> {
  const { body, age, stale, at, etag } = await ask<Body>(`GetData?${query}&pageSize=${page}`, signal);
  const { data, total, lastUpdateId = null, asOf } = body;
  return { rows: data, total, lastUpdateId, age, stale, at, version: versionIn(etag) ?? String(asOf) };
}
