import { type Collector, DEFAULT_MARKET, namedOf } from '../../markets/markets.js';
import { gapStates } from '../../store/values/gaps.ts';
import { allMarkets, type Markets, seriesOf } from '../context/markets.ts';
import { MAX_PAGE } from '../getData/query.ts';
import type { ProblemCode } from '../http/problems/problems.ts';
import { openPaths, type RoutePath } from '../http/routePaths.ts';
import { DEFAULT_LIMIT, gapFeedsOf, MAX_LIMIT } from '../state/gaps/gapsQuery.ts';
import { answerSchemasOf } from './answers/answers.ts';
import { feedsIn } from './answers/pages.ts';
import { analyticsPaths, analyticsSchemas } from './openapiAnalytics.ts';
import { dialectError, dialectPaths } from './openapiDialect.ts';
import { documentPaths } from './openapiDocuments.ts';
import { eventsAnswer, eventsDescription, eventsParameters } from './openapiEvents.ts';
import { futuresDocs } from './openapiFutures.ts';
import { json, ref, route, tagged, tags } from './openapiRoute.ts';
import type { JsonSchema } from './openapiRows.ts';

/** The OpenAPI 3.1 document of the API, built from the tables of the markets and the table of errors. */
export function buildOpenapi(markets: Markets = allMarkets): JsonSchema {
  const paths: Record<RoutePath, JsonSchema> = {
    '/GetData': getData(markets),
    '/events': events(),
    '/gaps': gaps(markets),
    '/analytics/closes': closes(markets),
    '/health': route('State of everything', json('Always 200, also while Redis is away', ref('health')), []),
    '/ready': route(
      'Whether everything that should be fresh is',
      json('It is', ref('ready')),
      ['not-ready', 'redis-unavailable'],
      openPaths.includes('/ready'),
    ),
    '/live': route('Whether the process runs', json('It does', ref('live')), [], openPaths.includes('/live')),
    '/metrics': route(
      'Metrics for Prometheus',
      { description: 'Prometheus text', content: { 'text/plain': { schema: { type: 'string' } } } },
      [],
    ),
    ...analyticsPaths(markets),
    ...futuresDocs(markets),
    ...documentPaths,
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'binance-collector',
      version: '1',
      description: `${titlesOf(markets)} market data from Redis, with its age. Its own paths may be written in any case, with or without a slash at the end; those that the exchange has, too, are answered as the exchange does, to the letter.`,
    },
    // The paths are relative to this document, so they are right behind any proxy.
    servers: [{ url: '.' }],
    tags: Object.values(tags).map((name) => ({ name })),
    paths: {
      ...tagged('own', paths),
      ...tagged('futures', futuresDocs(markets)),
      ...tagged('documents', documentPaths),
      ...tagged('dialect', dialectPaths(markets)),
    },
    components: {
      schemas: { ...answerSchemasOf(markets), ...analyticsSchemas(markets), 'dialect-error': dialectError },
      securitySchemes: {
        accessKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-API-Key',
          description:
            'One of api.accessKeys; not asked for where none are configured. X-MBX-APIKEY, or the path segments /k/<key> in front of a path, do as well.',
        },
      },
    },
  };
}

/** The names of the exchanges of all markets, as people say them. */
const titlesOf = ({ names, tableOf }: Markets): string =>
  [...new Set(names.map((market) => tableOf(market).exchange.title))].join(', ');

function getData(markets: Markets): JsonSchema {
  const page = {
    ...json('A page', { oneOf: feedsIn(markets).map(({ name }) => ref(`${name}-page`)) }),
    headers: dataHeaders(markets, true),
  };
  const errors: ProblemCode[] = [
    'missing-parameter',
    'repeated-parameter',
    'invalid-parameter',
    'market-not-configured',
    'pair-not-configured',
    'feed-disabled',
    'redis-unavailable',
  ];
  const operation = route('A page of a feed, newest first', page, errors);
  const { get } = operation as { get: { responses: JsonSchema } };
  return {
    get: {
      ...get,
      parameters: [
        marketParameter(markets),
        parameter(
          'type',
          true,
          { enum: [...new Set(markets.collectors.map(({ type }) => String(type)))] },
          'A candle interval in minutes, or a feed',
        ),
        codeParameter(true),
        ...namedParameters(markets),
        parameter(
          'pageSize',
          false,
          { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1 },
          'The page NUMBER; pages hold ten rows',
        ),
        parameter(
          'before',
          false,
          { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          `Only rows strictly below this open time or id; for ${seriesFeeds(seriesOf(markets.collectors))} only`,
        ),
        { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' }, description: 'An ETag' },
      ],
      responses: {
        ...get.responses,
        304: { description: 'The rows have not changed', headers: dataHeaders(markets, false) },
      },
    },
  };
}

function events(): JsonSchema {
  const errors: ProblemCode[] = [
    'missing-parameter',
    'repeated-parameter',
    'invalid-parameter',
    'foreign-page',
    'market-not-configured',
    'pair-not-configured',
    'feed-disabled',
    'no-room',
  ];
  const { get } = route('News of what is stored, pushed', eventsAnswer, errors) as { get: JsonSchema };
  return { get: { ...get, description: eventsDescription, parameters: eventsParameters } };
}

function gaps(markets: Markets): JsonSchema {
  const errors: ProblemCode[] = [
    'repeated-parameter',
    'invalid-parameter',
    'market-not-configured',
    'pair-not-configured',
    'feed-disabled',
    'redis-unavailable',
  ];
  const operation = route('What is or was missing, newest found first', json('Gaps', ref('gaps')), errors);
  const { get } = operation as { get: JsonSchema };
  return {
    get: {
      ...get,
      parameters: [
        marketParameter(markets),
        parameter(
          'feed',
          false,
          { enum: gapFeedsOf(seriesOf(markets.collectors)).map(String) },
          'A feed, or one candle interval in minutes',
        ),
        codeParameter(false),
        parameter('state', false, { enum: gapStates }, 'Only gaps in this state'),
        parameter(
          'limit',
          false,
          { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
          'Most gaps in the answer',
        ),
      ],
    },
  };
}

function closes(markets: Markets): JsonSchema {
  const errors: ProblemCode[] = [
    'missing-parameter',
    'repeated-parameter',
    'invalid-parameter',
    'market-not-configured',
    'pair-not-configured',
    'redis-unavailable',
  ];
  const title = 'Closes of a pair by streams and by REST, as the audit has compared them';
  const { get } = route(title, json('Up to 120, the oldest first', ref('closes')), errors) as { get: JsonSchema };
  return { get: { ...get, parameters: [marketParameter(markets), codeParameter(true)] } };
}

const codeParameter = (isRequired: boolean): JsonSchema =>
  parameter('code', isRequired, { type: 'string', minLength: 2, maxLength: 40 }, 'A configured pair, in any case');

/** What tells candles from each other beside their interval. */
function namedParameters({ collectors }: Markets): JsonSchema[] {
  const named = collectors.flatMap(({ row }) => namedOf(row) ?? []);
  return [...new Set(named.map(({ parameter: name }) => name))].map((name) => {
    const values = named.flatMap((one) => (one.parameter === name ? [one.value] : []));
    return parameter(
      name,
      false,
      { enum: [...new Set(values)] },
      'Candles of this, in place of those of what is traded',
    );
  });
}

const marketParameter = ({ names }: Markets): JsonSchema =>
  parameter('market', false, { enum: names, default: DEFAULT_MARKET }, 'The market of the pair');

const seriesFeeds = (series: readonly Collector[]): string =>
  [...new Set(series.map(({ feed }) => feed))].join(' and ');

function dataHeaders({ names, tableOf }: Markets, withType: boolean): JsonSchema {
  const sources = [...new Set(names.map((market) => tableOf(market).exchange.name))];
  const header = (description: string, schema: JsonSchema) => ({ description, schema });
  return {
    ...(withType ? { 'Cache-Control': header('no-cache: keep, but ask before use', { const: 'no-cache' }) } : {}),
    ETag: header('Weak; changes with the rows', { type: 'string' }),
    'X-Data-Age-Ms': header('Age of the data, ms; left out where there is none', { type: 'integer', minimum: 0 }),
    'X-Data-Stale': header(
      'true: older than three periods and two seconds, absent, out of step with the exchange, or the pair is not traded',
      {
        enum: ['true', 'false'],
      },
    ),
    'X-Data-Source': header(`${sources.join(', ')}, simulator, or unknown before the first data`, { type: 'string' }),
  };
}

function parameter(name: string, required: boolean, schema: JsonSchema, description: string): JsonSchema {
  return { name, in: 'query', required, schema, description };
}
