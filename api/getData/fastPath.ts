import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Config } from '../../config/config.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import type { Dialect } from '../binance/dialect.ts';
import type { ApiContext } from '../context/context.ts';
import { createKeyCheck } from '../http/access/accessKeys.ts';
import { createHostCheck } from '../http/access/hosts.ts';
import { takeKey } from '../http/access/takeKey.ts';
import type { Metrics } from '../state/metrics/metrics.ts';
import { createPageAnswer } from './answerPage.ts';
import type { BuiltPage } from './builtPage.ts';
import type { GetDataPages } from './getDataPages.ts';
import { parseQuery } from './query.ts';

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

/**
 * Answers GetData ahead of Express, from memory where it can, and hands on what is asked in the exchange's dialect. All that is neither goes on
 * to `slow`.
 */
export function createFastPath(
  context: ApiContext,
  pages: GetDataPages,
  metrics: Metrics,
  dialect: Dialect,
  slow: SlowPath,
): RequestListener {
  const isAllowed = createKeyCheck(context);
  const isOwnHost = createHostCheck(context);
  const answerPage = createPageAnswer(context, true);
  let config: Config | undefined;

  function answer(request: IncomingMessage, response: ServerResponse, page: BuiltPage, startedAt: number): void {
    answerPage(request, response, page);
    metrics.countAnswer('/GetData', response.statusCode, (monotonicMs() - startedAt) / 1000);
  }

  async function readAndAnswer(request: IncomingMessage, response: ServerResponse, url: string, startedAt: number) {
    try {
      answer(request, response, await pages.read(url, parseQuery(url, context.config(), context.markets)), startedAt);
    } catch (error) {
      slow(request, response, { error, startedAt });
    }
  }

  return (request, response) => {
    const startedAt = monotonicMs();
    takeKey(request);
    const inForce = context.config();
    if (inForce !== config) pages.clear();
    config = inForce;
    if (dialect(request, response, startedAt)) return;
    const { method, url = '', headers } = request;
    const isPlain = method === 'GET' || method === 'HEAD';
    if (!isPlain || !isOwnHost(headers.host) || !isAllowed(headers['x-api-key'])) return slow(request, response);
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
