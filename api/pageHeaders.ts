import type { ApiContext } from './context.ts';
import { judgeFreshness } from './freshness.ts';
import type { BuiltPage } from './pages.ts';

/** Headers of a page as it is answered now: name, value, name, value … */
export function pageHeaders(
  { board, config }: ApiContext,
  { query, asOf, source, headers: fixed }: BuiltPage,
): string[] {
  const book = board.book();
  const { age, stale } = judgeFreshness(book, config(), query.collector, query.code, asOf, board.now());
  const from = source || (book.source ?? 'unknown');
  const headers = [...fixed, 'X-Data-Source', from, 'X-Data-Stale', String(stale)];
  if (age !== null) headers.push('X-Data-Age-Ms', String(age));
  return headers;
}
