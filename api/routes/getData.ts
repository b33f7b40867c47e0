import type { RequestHandler } from 'express';
import type { ApiContext } from '../context.ts';
import type { Failure } from '../fastPath.ts';
import { createPageHeaders } from '../pageHeaders.ts';
import type { Pages } from '../pages.ts';
import { parseQuery } from '../query.ts';
import { setHeaders } from '../rawHeaders.ts';

/**
 * A page of a series or a latest value, with its age.
 *
 * @param failures why requests cannot be answered, where that is known already
 */
export function getData(context: ApiContext, pages: Pages, failures: WeakMap<object, Failure>): RequestHandler {
  const pageHeaders = createPageHeaders(context);
  return async (request, response) => {
    const failure = failures.get(request);
    if (failure !== undefined) throw failure.error;
    const page = await pages.read(request.url, parseQuery(request.url, context.config()));
    setHeaders(response, pageHeaders(page));
    // With these headers Express answers If-None-Match by itself.
    response.send(page.body);
  };
}
