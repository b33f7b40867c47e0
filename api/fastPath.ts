import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import fresh from 'fresh';
import type { Config } from '../config/config.ts';
import { monotonicMs } from '../store/machine.ts';
import { createKeyCheck } from './accessKeys.ts';
import type { ApiContext } from './context.ts';
import { corsHeaders } from './cors.ts';
import type { Metrics } from './metrics.ts';
import { createPageHeaders } from './pageHeaders.ts';
import type { BuiltPage, Pages } from './pages.ts';
import { parseQuery } from './query.ts';
import type { RawHeaders } from './rawHeaders.ts';

/** GetData as nearly all callers write it; other spellings take the slow path. */
const GET_DATA = /^\/GetData\/?(?:\?|$)/i;

/** Why GetData cannot be answered, where that is known before Express is asked. */
export interface Failure {
  readonly error: unknown;
  /** When the request came, monotonic ms. */
  readonly startedAt: number;
}

/** The Express app. */
export type SlowPath = (request: IncomingMessage, response: ServerResponse, failure?: Failure) => void;

/** Answers GetData ahead of Express, from memory where it can. All that is no page of GetData goes on to `slow`. */
export function createFastPath(context: ApiContext, pages: Pages, metrics: Metrics, slow: SlowPath): RequestListener {
  const isAllowed = createKeyCheck(context);
  const pageHeaders = createPageHeaders(context);
  let config: Config | undefined;

  function answer(request: IncomingMessage, response: ServerResponse, page: BuiltPage, startedAt: number): void {
    const { origin, 'if-none-match': known } = request.headers;
    const isFresh = known !== undefined && fresh(request.headers, { etag: page.etag });
    const cors = corsHeaders(context.config(), origin);
    const plain = pageHeaders(page);
    const headers = cors.length === 0 ? plain : [...plain, ...cors];
    if (isFresh) response.writeHead(304, withoutDescription(headers)).end();
    else if (request.method === 'HEAD') response.writeHead(200, headers).end();
    // Node puts text, not bytes, behind the headers in one piece; this encoding it need not look through.
    else response.writeHead(200, headers).end(page.body, page.isAscii ? 'latin1' : 'utf8');
    metrics.countAnswer('/GetData', response.statusCode, (monotonicMs() - startedAt) / 1000);
  }

  async function readAndAnswer(request: IncomingMessage, response: ServerResponse, url: string, startedAt: number) {
    try {
      answer(request, response, await pages.read(url, parseQuery(url, context.config())), startedAt);
    } catch (error) {
      slow(request, response, { error, startedAt });
    }
  }

  return (request, response) => {
    const startedAt = monotonicMs();
    const { method, url = '', headers } = request;
    const isPlain = (method === 'GET' || method === 'HEAD') && isAllowed(headers['x-api-key']);
    if (!isPlain) return slow(request, response);
    const inForce = context.config();
    if (inForce !== config) pages.clear();
    config = inForce;
    const kept = pages.kept(url, startedAt);
    if (kept !== undefined) {
      try {
        answer(request, response, kept, startedAt);
      } catch (error) {
        slow(request, response, { error, startedAt });
      }
    } else if (GET_DATA.test(url)) void readAndAnswer(request, response, url, startedAt);
    else slow(request, response);
  };
}

/** As Express does: what is not sent is not described. */
const withoutDescription = (headers: RawHeaders): string[] =>
  headers.filter((_, index) => !/^content-(?:type|length)$/i.test(headers[index - (index % 2)] ?? ''));
