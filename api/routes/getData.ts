import type { RequestHandler } from 'express';
import type { ApiContext } from '../context.ts';
import { pageHeaders } from '../pageHeaders.ts';
import type { Pages } from '../pages.ts';
import { parseQuery } from '../query.ts';

/**
 * A page of a series or a latest value, with its age.
 *
 * @param failures why requests cannot be answered, where that is known already
 */
export function getData(context: ApiContext, pages: Pages, failures: WeakMap<object, unknown>): RequestHandler {
  return async (request, response) => {
    if (failures.has(request)) throw failures.get(request);
    const page = await pages.read(request.url, parseQuery(request.url, context.config()));
    for (const [name, value] of pageHeaders(context, page)) response.setHeader(name, value);
    // With these headers Express answers If-None-Match by itself.
    response.type('json').send(page.body);
  };
}
