import express, { type Request, type RequestHandler, type Response } from 'express';
import { monotonicMs } from '../runtime/machine.ts';
import { analyticsRoutes } from './analytics/analyticsRoutes.ts';
import type { Answering } from './binance/answer.ts';
import type { ApiContext } from './context/context.ts';
import { buildAsyncapi } from './docs/asyncapi.ts';
import { buildOpenapi } from './docs/openapi.ts';
import type { Events } from './events/events.ts';
import { home } from './futures/home.ts';
import { listExchanges } from './futures/listExchanges.ts';
import { refuseElsewhere, serveFutures } from './futures/serveFutures.ts';
import type { Failure, SlowPath } from './getData/fastPath.ts';
import { getData } from './getData/getData.ts';
import type { GetDataPages } from './getData/getDataPages.ts';
import { createKeyCheck, requireAccessKey } from './http/access/accessKeys.ts';
import { createHostCheck, requireOwnHost } from './http/access/hosts.ts';
import { shownPath } from './http/access/takeKey.ts';
import { createWrongKeys } from './http/access/wrongKeys.ts';
import { allowOrigins } from './http/headers/cors.ts';
import { setHeaders } from './http/headers/rawHeaders.ts';
import { securityHeaders } from './http/headers/securityHeaders.ts';
import { ApiError } from './http/problems/apiError.ts';
import { sendProblem } from './http/problems/sendProblem.ts';
import { openPaths, type RoutePath, routeOf } from './http/routePaths.ts';
import { dashboardPage } from './pageFiles/dashboardPage.ts';
import { docsPage } from './pageFiles/docsPage.ts';
import { redocPage } from './pageFiles/redocPage.ts';
import { serveDocument, servePage, servePageFiles } from './pageFiles/servePages.ts';
import type { SocketsStates } from './state/counts/socketCounts.ts';
import { gaps } from './state/gaps/gaps.ts';
import { health } from './state/health/health.ts';
import { ready } from './state/health/ready.ts';
import { live } from './state/live.ts';
import type { Metrics } from './state/metrics/metrics.ts';
import { metricsText } from './state/metrics/metricsText.ts';
import { createOverviewReader, type Overview } from './state/read/overview.ts';

/** What the app has in common with others that answer; absent: it has its own. */
export interface AppParts {
  /** Notes a wrong access key of an address; returns seconds until the address may try again. */
  readonly noteWrongKey?: (address: string | undefined) => number;
  readonly readOverview?: () => Promise<Overview>;
  /** Absent: nothing is there to be followed. */
  readonly events?: Events | null | undefined;
  /** Those of callers; absent: there are none to be had. */
  readonly sockets?: SocketsStates | null | undefined;
}

/**
 * The API as an Express app: opens nothing and never listens.
 * @param answering answers the exchange's own paths
 * @param momentMs for how long requests share what was made for one of them
 */
export function createApp(
  context: ApiContext,
  pages: GetDataPages,
  metrics: Metrics,
  answering: Answering,
  momentMs: number,
  {
    noteWrongKey = createWrongKeys(context.log).note,
    readOverview = createOverviewReader(context, momentMs),
    events = null,
    sockets = null,
  }: AppParts = {},
): SlowPath {
  const app = express();
  // Our tags are made of versions, and the path alone decides the route: Express need not compute either.
  app.set('etag', false);
  app.set('query parser', false);
  // Only GetData pages, web pages and documents have tags, and they are compared where they are answered. Else `If-None-Match: *` would empty the other answers.
  Object.defineProperty(app.request, 'fresh', { value: false });
  app.disable('x-powered-by');

  const failures = new WeakMap<object, Failure>();
  const handlers: Record<RoutePath, RequestHandler> = {
    '/GetData': getData(context, pages, failures),
    '/events': events?.handler ?? ((_request, _response, next) => next()),
    '/gaps': gaps(context, momentMs),
    '/health': health(context, readOverview, { sockets, events, requests: metrics.requests }),
    '/ready': ready(readOverview),
    '/live': live(),
    '/metrics': metricsText(context, metrics, readOverview),
    ...analyticsRoutes(context, momentMs),
    '/': home(servePage(dashboardPage)),
    '/exchanges': listExchanges(context),
    ...serveFutures({ context, noteWrongKey }, answering),
    '/openapi.json': serveDocument(() => buildOpenapi(context.markets)),
    '/asyncapi.json': serveDocument(buildAsyncapi),
    '/docs': servePage(docsPage),
    '/redoc': servePage(redocPage),
  };

  app.use(countAnswers(metrics, failures));
  app.use(setSecurityHeaders());
  app.use(allowOrigins(context));
  app.use(onlyReads);
  for (const path of openPaths) app.get(path, handlers[path]);
  app.use(servePageFiles([dashboardPage, docsPage, redocPage]));
  app.use(requireOwnHost(createHostCheck(context)));
  app.use(requireAccessKey(createKeyCheck(context), noteWrongKey));
  for (const [path, handler] of Object.entries(handlers)) app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), handler);
  app.use(refuseElsewhere(context));
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
      // A stream is answered when it begins.
      const answeredAt: number = response.locals.answeredAt ?? monotonicMs();
      metrics.countAnswer(routeOf(request.path), response.statusCode, (answeredAt - startedAt) / 1000);
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
