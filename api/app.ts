import express, { type Request, type RequestHandler, type Response } from 'express';
import { monotonicMs } from '../runtime/machine.ts';
import type { ApiContext } from './context/context.ts';
import { buildOpenapi } from './docs/openapi.ts';
import type { Failure, SlowPath } from './getData/fastPath.ts';
import { getData } from './getData/getData.ts';
import type { GetDataPages } from './getData/getDataPages.ts';
import { createKeyCheck, requireAccessKey } from './http/accessKeys.ts';
import { ApiError } from './http/apiError.ts';
import { allowOrigins } from './http/cors.ts';
import { createHostCheck, requireOwnHost } from './http/hosts.ts';
import { setHeaders } from './http/rawHeaders.ts';
import { openPaths, type RoutePath, routeOf } from './http/routePaths.ts';
import { securityHeaders } from './http/securityHeaders.ts';
import { sendProblem } from './http/sendProblem.ts';
import { shownPath } from './http/takeKey.ts';
import { createWrongKeys } from './http/wrongKeys.ts';
import { gaps } from './state/gaps.ts';
import { health } from './state/health.ts';
import { live } from './state/live.ts';
import type { Metrics } from './state/metrics.ts';
import { metricsText } from './state/metricsText.ts';
import { createOverviewReader } from './state/overview.ts';
import { ready } from './state/ready.ts';
import type { SocketsStates } from './state/socketCounts.ts';

/**
 * The API as an Express app: opens nothing and never listens.
 * @param momentMs for how long requests share what was made for one of them
 * @param noteWrongKey notes a wrong access key of an address; returns seconds until the address may try again
 * @param sockets those of callers; null: there are none to be had
 */
export function createApp(
  context: ApiContext,
  pages: GetDataPages,
  metrics: Metrics,
  momentMs: number,
  noteWrongKey = createWrongKeys(context.log).note,
  sockets: SocketsStates | null = null,
): SlowPath {
  const app = express();
  // Our tags are made of versions, and the path alone decides the route: Express need not compute either.
  app.set('etag', false);
  app.set('query parser', false);
  // Only GetData pages have tags, and they are compared where they are answered. Else `If-None-Match: *` would empty the other answers.
  Object.defineProperty(app.request, 'fresh', { value: false });
  app.disable('x-powered-by');

  const failures = new WeakMap<object, Failure>();
  const readOverview = createOverviewReader(context, momentMs);
  const openapi = Buffer.from(JSON.stringify(buildOpenapi(context.markets)));
  const handlers: Record<RoutePath, RequestHandler> = {
    '/GetData': getData(context, pages, failures),
    '/gaps': gaps(context, momentMs),
    '/health': health(context, readOverview, sockets),
    '/ready': ready(readOverview),
    '/live': live(),
    '/metrics': metricsText(context, metrics, readOverview),
    '/openapi.json': (_request, response) => {
      response.type('json').send(openapi);
    },
  };

  app.use(countAnswers(metrics, failures));
  app.use(setSecurityHeaders());
  app.use(allowOrigins(context));
  app.use(onlyReads);
  for (const path of openPaths) app.get(path, handlers[path]);
  app.use(requireOwnHost(createHostCheck(context)));
  app.use(requireAccessKey(createKeyCheck(context), noteWrongKey));
  for (const [path, handler] of Object.entries(handlers)) app.get(path, handler);
  app.use((request) => {
    throw new ApiError('not-found', `there is nothing at ${shownPath(request.path)}`);
  });
  const answerProblem = sendProblem(context);
  app.use(answerProblem);
  return (incoming, outgoing, failure) => {
    if (failure !== undefined) failures.set(incoming, failure);
    // Express has turned both into its own kinds before it calls back.
    const [request, response] = [incoming as Request, outgoing as Response];
    app(request, response, (error?: unknown) => {
      // Express routes by path. A target without a path (`GET foo://host`) reaches no handler, and Express would answer it with an HTML page.
      if (error) request.socket.destroy();
      else answerProblem(new ApiError('not-found', 'the request names no path'), request, response, () => undefined);
    });
  };
}

function countAnswers(metrics: Metrics, failures: WeakMap<object, Failure>): RequestHandler {
  return (request, response, next) => {
    const startedAt = failures.get(request)?.startedAt ?? monotonicMs();
    response.once('close', () => {
      metrics.countAnswer(routeOf(request.path), response.statusCode, (monotonicMs() - startedAt) / 1000);
    });
    next();
  };
}

function setSecurityHeaders(): RequestHandler {
  const headers = securityHeaders();
  return (_request, response, next) => {
    // A route whose answers may be kept and revalidated sets its own header.
    response.set('Cache-Control', 'no-store');
    setHeaders(response, headers);
    next();
  };
}

/** No request body is ever read, so methods that would carry one are refused first of all. */
const onlyReads: RequestHandler = (request, _response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  throw new ApiError('method-not-allowed', `${request.method} is not allowed`, { headers: { Allow: 'GET, HEAD' } });
};
