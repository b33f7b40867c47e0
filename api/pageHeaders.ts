import type { ApiContext } from './context.ts';
import { judgeFreshness } from './freshness.ts';
import type { BuiltPage } from './pages.ts';
import type { HeaderPair } from './securityHeaders.ts';

/** Headers of a page as it is answered now. */
export function pageHeaders({ board, config }: ApiContext, { query, asOf, source, etag }: BuiltPage): HeaderPair[] {
  const book = board.book();
  const { age, stale } = judgeFreshness(book, config(), query.collector, query.code, asOf, board.now());
  const headers: HeaderPair[] = [
    ['Cache-Control', 'no-cache'],
    ['ETag', etag],
    ['X-Data-Stale', String(stale)],
    ['X-Data-Source', source || (book.source ?? 'unknown')],
  ];
  if (age !== null) headers.push(['X-Data-Age-Ms', String(age)]);
  return headers;
}
