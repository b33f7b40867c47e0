import type { RequestHandler } from 'express';
import type { ApiContext } from '../context.ts';
import { etagOf } from '../etag.ts';
import { judgeFreshness } from '../freshness.ts';
import { pageOf, readStored, renderPage } from '../page.ts';
import { parseQuery } from '../query.ts';
import { readStore } from '../readStore.ts';

/** A page of a series or a latest value, with its age. */
export function getData(context: ApiContext): RequestHandler {
  const { board } = context;
  return async (request, response) => {
    const config = context.config();
    const query = parseQuery(request.url, config);
    const page = pageOf(query, await readStore(context, (store) => readStored(store, query)));

    const asOf = page.meta?.asOf ?? null;
    const book = board.book();
    const { age, stale } = judgeFreshness(book, config, query.collector, query.code, asOf, board.now());
    const etag = etagOf(page.meta?.version ?? 0, query);
    response.set({
      'Cache-Control': 'no-cache',
      ETag: etag,
      'X-Data-Stale': String(stale),
      'X-Data-Source': page.meta?.source || (book.source ?? 'unknown'),
    });
    if (age !== null) response.set('X-Data-Age-Ms', String(age));
    // With these headers Express answers If-None-Match by itself.
    response.type('json').send(renderPage(query, page));
  };
}
