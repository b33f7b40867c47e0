import type { Markets } from '../context/markets.ts';
import { exchangeNames } from '../futures/exchanges.ts';
import {
  DEFAULT_PERIOD,
  DEFAULT_ROWS,
  type FuturesRoute,
  futuresRoutes,
  intervals,
  MOST_ROWS,
  periods,
  type QueryName,
} from '../futures/futuresRoutes.ts';
import { ACCEPTED_TIMES } from '../futures/readTime.ts';
import type { ProblemCode } from '../http/problems/problems.ts';
import type { FuturesPath } from '../http/routePaths.ts';
import { orUnchanged } from './openapiDocuments.ts';
import { route } from './openapiRoute.ts';
import { decimal, exactly, integer, type JsonSchema, milliseconds, nullable, text, yesOrNo } from './openapiRows.ts';

type FuturesDocs = Record<FuturesPath | '/' | '/exchanges', JsonSchema>;

const errors: readonly ProblemCode[] = [
  ...(['repeated-parameter', 'invalid-parameter', 'foreign-page', 'unknown-exchange', 'unknown-symbol'] as const),
  ...(['throttled', 'exchange-refused', 'redis-unavailable', 'unavailable', 'not-stored'] as const),
];

/** The routes of the futures service, and what says what there is. */
export function futuresDocs(markets: Markets): FuturesDocs {
  const describe = (one: FuturesRoute): JsonSchema => {
    const row = rows[one.path](markets);
    const schema = one.answers === 'list' ? { type: 'array', maxItems: MOST_ROWS, items: row } : row;
    const answer = { description: one.says, headers, content: { 'application/json': { schema } } };
    const { get } = route(`${one.says}, of USD-M futures`, answer, errors) as { readonly get: JsonSchema };
    return {
      get: {
        ...get,
        description: `From what is stored where that is whole and fresh, else of the exchange itself, at ${one.from}.`,
        parameters: [...inPath(one.path, markets), ...one.query.map((name) => parameter(name, 'query', inQuery[name]))],
      },
    };
  };
  return {
    '/': home,
    '/exchanges': route('What the routes of futures have, by the name of the exchange', list, []),
    ...(Object.fromEntries(futuresRoutes.map((one) => [one.path, describe(one)])) as Record<FuturesPath, JsonSchema>),
  };
}

const header = (description: string, schema: JsonSchema): JsonSchema => ({ description, schema });

const headers: JsonSchema = {
  'X-Data-Source': header('Who the data is from', { type: 'string' }),
  'X-Cache': header('hit: nothing was asked for it. pass: the exchange was asked', { enum: ['hit', 'pass'] }),
  'X-Data-Age-Ms': header('Age of the data, ms', { type: 'integer', minimum: 0 }),
  'X-Data-Stale': header('What is stale is not answered', { const: 'false' }),
};

const index: JsonSchema = {
  description: 'Paths by what they are for; or the dashboard, whose ETag and Cache-Control are those of /docs',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { name: text('This program') },
        required: ['name', 'exchanges', 'openapi'],
      },
    },
    'text/html': { schema: { type: 'string' } },
  },
};

const home = orUnchanged(
  route('What this is, and where things are; the dashboard to browsers', index, ['not-built'], true),
);

const names: JsonSchema = { type: 'array', items: { type: 'string' } };

const capabilities = exactly({
  market: text('Where the data is from, as GetData calls it'),
  title: text('The same, as people call it'),
  source: nullable(text('Who the data that is stored is from; null where nothing is known of it')),
  routes: { type: 'object', additionalProperties: { type: 'object' }, description: 'By what they answer' },
  sockets: { type: 'object', additionalProperties: { type: 'object' }, description: 'By what they tell' },
  intervals: { ...names, description: 'Lengths of candles' },
  periods: { ...names, description: 'Periods of statistics' },
  collected: exactly({ symbols: names, intervals: names }),
  asksExchange: yesOrNo('Whether the exchange is asked for what is not collected'),
});

const list: JsonSchema = {
  description: 'What there is',
  content: {
    'application/json': {
      schema: exactly({ exchanges: names, capabilities: { type: 'object', additionalProperties: capabilities } }),
    },
  },
};

const parameter = (name: string, where: 'path' | 'query', { description, ...schema }: JsonSchema): JsonSchema => ({
  name,
  in: where,
  required: where === 'path',
  schema,
  description,
});

const inQuery: Readonly<Record<QueryName, JsonSchema>> = {
  limit: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: DEFAULT_ROWS, description: 'Rows at most' },
  start: { type: 'string', description: `The first time of a row: ${ACCEPTED_TIMES}` },
  end: { type: 'string', description: 'The last time of a row, in the same way' },
  period: { enum: periods, default: DEFAULT_PERIOD, description: 'Time from one row to the next' },
};

function inPath(path: FuturesPath, markets: Markets): JsonSchema[] {
  const parts: Readonly<Record<string, JsonSchema>> = {
    exchange: { enum: exchangeNames(markets), description: 'In any case' },
    symbol: { type: 'string', description: "The exchange's name of a contract, in any case" },
    interval: { enum: intervals, description: 'Length of a candle: m is a minute, M a month' },
  };
  const found = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return found.map((name) => parameter(name, 'path', parts[name] ?? {}));
}

const stamped = (
  markets: Markets,
  says: string,
  more: Record<string, JsonSchema> = {},
): Record<string, JsonSchema> => ({
  exchange: { enum: exchangeNames(markets), description: 'As it was asked for' },
  symbol: text("The exchange's name"),
  ...more,
  timestamp: { type: 'string', format: 'date-time', description: `${says}; ISO 8601, UTC` },
  timestampMs: milliseconds('The same, ms'),
});

/** Rows by the route. */
const rows: Readonly<Record<FuturesPath, (markets: Markets) => JsonSchema>> = {
  '/{exchange}/ohlc/{symbol}/{interval}': (markets) =>
    exactly({
      ...stamped(markets, 'When the candle opens', { interval: { enum: intervals } }),
      open: decimal('First price'),
      high: decimal('Highest price'),
      low: decimal('Lowest price'),
      close: decimal('Last price'),
      volume: decimal('Traded, in the base asset'),
      closeTime: milliseconds('The last millisecond of the candle, ms'),
      quoteVolume: decimal('Traded, in the quote asset'),
      tradeCount: integer('Trades'),
      takerBuyBase: decimal('Of volume: what takers bought'),
      takerBuyQuote: decimal('Of quoteVolume: what takers bought'),
      final: yesOrNo('Whether the candle was over'),
    }),
  '/{exchange}/oi/{symbol}': (markets) =>
    exactly({ ...stamped(markets, 'When it was so'), openInterest: decimal('Open contracts, in the base asset') }),
  '/{exchange}/oi-hist/{symbol}': (markets) =>
    exactly({
      ...stamped(markets, 'When it was so', { period: { enum: periods } }),
      sumOpenInterest: decimal('Open contracts, in the base asset'),
      sumOpenInterestValue: decimal('Their value, in the quote asset'),
    }),
  '/{exchange}/funding/{symbol}': (markets) =>
    exactly({
      ...stamped(markets, 'When it was so'),
      fundingRate: nullable(decimal('What is to be paid next, as it is now; null: the contract pays none')),
      nextFundingTimestamp: nullable({ type: 'string', format: 'date-time', description: 'When; null: never' }),
      nextFundingTimestampMs: nullable(milliseconds('The same, ms')),
      markPrice: decimal('Mark price'),
      indexPrice: decimal('Price of the index'),
    }),
  '/{exchange}/funding-hist/{symbol}': (markets) =>
    exactly({
      ...stamped(markets, 'When it was paid'),
      fundingRate: decimal('The rate; above 0 those who are long pay'),
      markPrice: nullable(decimal('Mark price then; null in rows from before 2023')),
    }),
};
