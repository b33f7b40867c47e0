import { validateHeaderValue } from 'node:http';
import type { ApiContext } from '../context/context.ts';
import type { RawHeaders } from '../http/rawHeaders.ts';
import { judgeFreshness } from '../state/freshness.ts';
import type { BuiltPage } from './pages.ts';

/** Makes a function that gives the headers of a page as it is answered now. @throws TypeError where one cannot be sent */
export function createPageHeaders({ board, config }: ApiContext): (page: BuiltPage) => string[] {
  /** Of one millisecond, for which they are the same, by the headers that do not change. */
  let known = new Map<RawHeaders, string[]>();
  let knownAt = Number.NaN;
  let knownBook = board.book();

  return (page) => {
    const book = board.book();
    const now = Math.round(board.now());
    if (now !== knownAt || book !== knownBook) {
      known = new Map();
      [knownAt, knownBook] = [now, book];
    }
    let headers = known.get(page.headers);
    if (headers === undefined) {
      const { query, asOf, source } = page;
      const { age, stale } = judgeFreshness(book, config(), query.collector, query.code, asOf, now);
      const from = source || (book.source ?? 'unknown');
      // Another program may have written it. A head that is refused half-way leaves its status text, and that of a 304 its lack of a body.
      validateHeaderValue('X-Data-Source', from);
      headers = [...page.headers, 'X-Data-Source', from, 'X-Data-Stale', String(stale)];
      if (age !== null) headers.push('X-Data-Age-Ms', String(age));
      known.set(page.headers, headers);
    }
    return headers;
  };
}
