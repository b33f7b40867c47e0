import type { RequestHandler } from 'express';
import { prefixIn } from '../http/forwardedPrefix.ts';
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
  metrics: ['/metrics', 'figures for Prometheus'],
  events: ['/events?topics=state', 'what changes, pushed: this topic is the state of everything'],
  exchanges: ['/exchanges', 'what the routes of futures have'],
} as const;

const data = { getData: '/GetData?type=price&code=btcusdt', spot: '/api/v3/…', usdm: '/fapi/v1/…' } as const;

/** Answers what this is and where things are: JSON, and a page to browsers. */
export function home(): RequestHandler {
  return (request, response) => {
    const prefix = prefixIn(request.headers['x-forwarded-prefix']);
    response.vary('Accept');
    if (request.accepts(['json', 'html']) === 'html') response.type('html').send(pageOf(prefix));
    else response.json(indexOf(prefix));
  };
}

const indexOf = (prefix: string) => ({
  name: NAME,
  description: SAYS,
  ...Object.fromEntries(Object.entries(places).map(([name, [path]]) => [name, prefix + path])),
  data: Object.fromEntries(Object.entries(data).map(([name, path]) => [name, prefix + path])),
  futures: futuresPaths.map((path) => prefix + path),
});

/** Nothing in it has to be loaded: the policy of all answers lets a page load nothing. */
const pageOf = (prefix: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${NAME}</title></head>
<body>
<h1>${NAME}</h1>
<p>${SAYS}</p>
<ul>
${Object.values(places)
  .map(([path, says]) => `<li><a href="${prefix}${path}">${path}</a>: ${says}</li>`)
  .join('\n')}
</ul>
<p>Data:</p>
<ul>
${[...Object.values(data), ...futuresPaths].map((path) => `<li><code>${prefix}${path}</code></li>`).join('\n')}
</ul>
</body>
</html>
`;
