import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import fresh from 'fresh';
import type { Config } from '../config/config.ts';
import { createKeyCheck } from './accessKeys.ts';
import type { ApiContext } from './context.ts';
import { corsHeaders } from './cors.ts';
import type { Metrics } from './metrics.ts';
import { pageHeaders } from './pageHeaders.ts';
import type { BuiltPage, Pages } from './pages.ts';
import { parseQuery } from './query.ts';
import { securityHeaders } from './securityHeaders.ts';

/** GetData as nearly all callers write it; other spellings take the slow path. */
const GET_DATA = /^\/GetData\/?(?:\?|$)/i;

const JSON_TYPE = 'application/json; charset=utf-8';

/** The Express app. `failure`: why GetData cannot be answered, where that is known already. */
export type SlowPath = (request: IncomingMessage, response: ServerResponse, failure?: unknown) => void;

/** Answers GetData ahead of Express, from memory where it can. All that is no page of GetData goes on to `slow`. */
export function createFastPath(context: ApiContext, pages: Pages, metrics: Metrics, slow: SlowPath): RequestListener {
  const isAllowed = createKeyCheck(context);
  const always = securityHeaders().flat();
  let config: Config | undefined;

  function answer(request: IncomingMessage, response: ServerResponse, page: BuiltPage, startedAt: number): void {
    const { origin, 'if-none-match': known } = request.headers;
    const isFresh = known !== undefined && fresh(request.headers, { etag: page.etag });
    // Name, value, name, value …: what Node sends without looking at it again.
    const headers = [...always];
    for (const [name, value] of corsHeaders(context.config(), origin)) headers.push(name, value);
    for (const [name, value] of pageHeaders(context, page)) headers.push(name, value);
    // As Express does: what is not sent is not described.
    if (!isFresh) headers.push('Content-Type', JSON_TYPE, 'Content-Length', String(page.body.length));
    response.writeHead(isFresh ? 304 : 200, headers);
    response.end(isFresh || request.method === 'HEAD' ? undefined : page.body);
    metrics.countAnswer('/GetData', response.statusCode, (performance.now() - startedAt) / 1000);
  }

  function route(request: IncomingMessage, response: ServerResponse, url: string): void {
    const startedAt = performance.now();
    const inForce = context.config();
    if (inForce !== config) pages.clear();
    config = inForce;
    const kept = pages.kept(url);
    if (kept !== undefined) {
      answer(request, response, kept, startedAt);
      return;
    }
    pages
      .read(url, parseQuery(url, inForce))
      .then((page) => answer(request, response, page, startedAt))
      .catch((error: unknown) => slow(request, response, error));
  }

  return (request, response) => {
    const { method, url = '', headers } = request;
    const isPlain = (method === 'GET' || method === 'HEAD') && GET_DATA.test(url) && isAllowed(headers['x-api-key']);
    if (!isPlain) return slow(request, response);
    try {
      route(request, response, url);
    } catch (error) {
      slow(request, response, error);
    }
  };
}
