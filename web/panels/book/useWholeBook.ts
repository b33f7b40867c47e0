import { useEffect, useState } from 'preact/hooks';
import type { BookRow } from '../../figures/book/ladder.ts';
import { type BookPage, joinedOf, pagesOf, versionIn, type WholeBook } from '../../figures/book/whole.ts';
import { ask } from '../../wire/ask.ts';
import { AskError } from '../../wire/askError.ts';

/** It is read so often while it can be seen, ms. */
const EVERY_MS = 3_000;

/** A book that changes while its pages are read is read so often in all. */
const TRIES = 3;

interface Read {
  readonly book: WholeBook | null;
  /** Why the newest try brought nothing; null: it did. */
  readonly trouble: string | null;
}

/** The stored book as deep as it is shown, read again and again while `isOnScreen`. @param query of GetData, without the page */
export function useWholeBook(query: string, isOnScreen: boolean): Read {
  const [read, setRead] = useState<Read>({ book: null, trouble: null });
  useEffect(() => {
    if (!isOnScreen) return;
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      if (!document.hidden) {
        const next = await readBook(query, stopped.signal).catch((error: unknown) => String(error));
        if (stopped.signal.aborted) return;
        setRead(({ book }) => (typeof next === 'string' ? { book, trouble: next } : { book: next, trouble: null }));
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

/** Reads the pages of one book. Where it changes meanwhile, the try that brought most levels of one book counts. */
async function readBook(query: string, signal: AbortSignal): Promise<WholeBook | string> {
  let best: WholeBook | null = null;
  let count = 1;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const asked = Array.from({ length: count }, (_, index) => readPage(query, index + 1, signal));
    const pages = await Promise.allSettled(asked);
    const [first] = pages;
    if (first?.status === 'rejected')
      return first.reason instanceof AskError ? first.reason.message : String(first.reason);
    const book = joinedOf(pages.map((page) => (page.status === 'fulfilled' ? page.value : null)));
    if (book !== null && book.rows.length >= (best?.rows.length ?? 0)) best = book;
    if (book?.isWhole) return book;
    const wanted = pagesOf(book?.total ?? 0);
    // The first page says how many there are: to have learned that is no failed try.
    if (wanted > count) tried -= 1;
    count = Math.max(count, wanted);
  }
  return best ?? 'The book could not be read.';
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
