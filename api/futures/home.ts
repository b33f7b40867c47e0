import type { RequestHandler } from 'express';
import { withSlash } from '../http/access/takeKey.ts';
import { prefixIn } from '../http/headers/forwardedPrefix.ts';
import { futuresPaths } from '../http/routePaths.ts';

const NAME = 'binance-collector';
const SAYS = 'Market data of Binance, spot and USD-M futures, with its age.';

/** Where things are. */
const places = {
  docs: ['/docs', 'all routes, to be tried out'],
  redoc: ['/redoc', 'the same, to be read'],
  openapi: ['/openapi.json', 'the same, for programs'],
  asyncapi: ['/asyncapi.json', 'the WebSockets, for programs'],
  health: ['/health', 'the state of everything'],
  ready: ['/ready', 'whether all that should be fresh is'],
  live: ['/live', 'whether this process runs'],
  gaps: ['/gaps', 'rows that are missing'],
  analytics: ['/analytics?code=btcusdt', 'a pair at one moment, with figures'],
  snapshots: ['/analytics/snapshots?code=btcusdt', 'the same as it was saved'],
  compare: ['/analytics/compare', 'what has changed between two of them'],
  closes: ['/analytics/closes?code=btcusdt', 'closes by streams beside those by REST'],
  metrics: ['/metrics', 'figures for Prometheus'],
  events: ['/events?topics=state', 'what changes, pushed: this topic is the state of everything'],
  exchanges: ['/exchanges', 'what the routes of futures have'],
} as const;

const data = { getData: '/GetData?type=price&code=btcusdt', spot: '/api/v3/…', usdm: '/fapi/v1/…' } as const;

/**
 * Answers what this is and where things are in JSON, and browsers with the dashboard.
 * @param page answers with that
 */
export function home(page: RequestHandler): RequestHandler {
  return (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') {
      response.json(indexOf(prefixIn(request.headers['x-forwarded-prefix'])));
      return;
    }
    const slashed = withSlash(request);
    if (slashed !== undefined) return void response.status(302).set('Location', slashed).end();
    return page(request, response, next);
  };
}

const indexOf = (prefix: string) => ({
  name: NAME,
  description: SAYS,
  ...Object.fromEntries(Object.entries(places).map(([name, [path]]) => [name, prefix + path])),
  data: Object.fromEntries(Object.entries(data).map(([name, path]) => [name, prefix + path])),
  futures: futuresPaths.map((path) => prefix + path),
});
