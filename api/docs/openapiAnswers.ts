import { intervalMinutes } from '../../markets/intervals.js';
import { collectors, DEFAULT_MARKET, type FeedName, feedsOf, isCandles, rowOf } from '../../markets/markets.js';
import { gapCauseTexts, gapStateTexts } from '../../store/gaps.ts';
import { ROWS_PER_PAGE } from '../getData/page.ts';
import { problems } from '../http/problems.ts';
import { seriesCollectors } from '../state/seriesCollectors.ts';
import {
  exactly,
  integer,
  type JsonSchema,
  milliseconds,
  nullable,
  rowSchemaOf,
  text,
  yesOrNo,
} from './openapiRows.ts';

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const open = (description: string): JsonSchema => ({ type: 'object', description });
const typeNames = collectors.map(({ type }) => type);

/** A page of one feed's rows. */
function page(feed: FeedName): JsonSchema {
  const row = rowOf(DEFAULT_MARKET, feed);
  const type = isCandles(row) ? { enum: intervalMinutes } : { const: feed };
  const isBook = row.shape === 'latest' && row.view === 'book';
  return exactly({
    code: text('The pair, lower case'),
    type: { ...type, description: 'A number for candle intervals (minutes), else the name of the feed' },
    page: { type: 'integer', minimum: 1, description: 'The page asked for; with `before` only a label' },
    perPage: { const: ROWS_PER_PAGE },
    total: { type: 'integer', minimum: 0, description: 'Rows stored in all' },
    pages: { type: 'integer', minimum: 0 },
    asOf: nullable(
      milliseconds('Exchange time at which the request that last confirmed the data was sent, ms; null: no data'),
    ),
    ...(isBook ? { lastUpdateId: nullable(integer("The exchange's sequence number of the book")) } : {}),
    next: nullable(text('Path and query of the page that follows; null at the end')),
    data: { type: 'array', maxItems: ROWS_PER_PAGE, items: { $ref: `#/components/schemas/${feed}-row` } },
  });
}

const configStatus = exactly({
  hash: text('First 12 hex digits of the SHA-256 of the file in use'),
  file: text('Absolute path'),
  ok: yesOrNo('Whether the file as it is now is the one in use'),
  faults: list(text('Why it is not')),
  since: milliseconds('Since when `ok` is what it is'),
  restartNeeded: list(text('Keys whose new values wait for a restart')),
});

const freshness = {
  type: { enum: typeNames },
  code: text('The pair'),
  age: nullable(milliseconds('Age in ms; null: no data')),
  period: { type: 'number', description: 'Effective seconds between two polls' },
  status: text('What the exchange says of the pair: TRADING, HALT …, UNLISTED, or UNVERIFIED while not known'),
};

const health = exactly({
  status: { enum: ['ok', 'stale', 'degraded'] },
  warnings: list(text('Why nothing useful is done although every part is well')),
  at: milliseconds('Exchange time, ms'),
  uptime: integer('Seconds this process runs'),
  source: nullable(text('Who the data comes from: binance or simulator')),
  exchange: exactly({
    name: text('The exchange, as people call it'),
    reachable: {
      type: ['boolean', 'null'],
      description: 'Whether it answers the collectors; null while none has asked it',
    },
    error: nullable(text('One line that says why it cannot be reached; null where it can')),
    since: nullable(milliseconds('Since when it cannot, ms')),
  }),
  redis: exactly(
    {
      ok: yesOrNo('Whether Redis answers'),
      usedMemory: nullable(integer('Bytes; null where not known')),
      maxMemory: nullable(integer('Bytes, 0: no limit')),
      policy: nullable(text('maxmemory-policy')),
      warning: text('What an operator should change'),
    },
    ['warning'],
  ),
  config: exactly({
    api: configStatus,
    workers: { type: 'object', additionalProperties: open('The configuration as this worker sees it') },
  }),
  weight: exactly({
    limit: integer('Request weight per minute that the exchange allows'),
    budget: integer('Part of it that we allow ourselves'),
    planned: integer('Weight per minute that the workers plan with'),
    foreign: integer('Weight per minute that the plan sets aside for other programs on the same IP address'),
    used: nullable(integer('Counted in the present minute, ours and theirs; null where not known')),
    rung: {
      enum: [1, 2, 4, null],
      description: 'Of the plan: 1 all polled at the configured periods, 2 long candles rolled up, 4 longer periods',
    },
    minute: milliseconds('Start of that minute, ms'),
  }),
  pauses: list(
    exactly({
      market: text('spot'),
      egress: text('The IP address, by its name'),
      status: integer('429: limit broken, 418: banned, 403: blocked, 451: not served from this place'),
      until: milliseconds('Exchange time, ms'),
    }),
  ),
  feeds: list(
    exactly(
      {
        ...freshness,
        feed: { enum: feedsOf(DEFAULT_MARKET) },
        interval: { enum: intervalMinutes },
        asOf: nullable(milliseconds('Exchange time, ms')),
        stale: yesOrNo('By the same rule as in X-Data-Stale'),
        waiting: yesOrNo('There is no data as the exchange has none of the pair yet: that is not stale'),
        failures: integer('Failed polls in a row'),
        lastError: nullable(text('The last failure')),
      },
      ['interval'],
    ),
  ),
  disabled: list(
    exactly(
      {
        type: freshness.type,
        feed: { enum: feedsOf(DEFAULT_MARKET) },
        interval: { enum: intervalMinutes },
        pairs: integer('Configured pairs that something is stored of; it stays until it is removed by hand'),
        asOf: nullable(milliseconds('The newest of it, exchange time, ms; null where nothing is stored')),
      },
      ['interval'],
    ),
  ),
  workers: list(
    exactly({
      name: text('Name of the collector'),
      pid: nullable(integer('Process id')),
      state: { enum: ['active', 'waiting', 'disabled', 'absent'], description: 'absent: never reported' },
      at: nullable(milliseconds('Time of its last report, ms')),
      startedAt: nullable(milliseconds('ms')),
      alive: yesOrNo('Reported within the last five seconds'),
      period: nullable({ type: 'number', description: 'Effective seconds between two polls' }),
      served: {
        enum: ['poll', 'rollup', null],
        description: 'rollup: summed up from shorter candles, and confirmed',
      },
      counters: { type: 'object', additionalProperties: { type: 'number' } },
    }),
  ),
  defects: list(text('A defect of ours met within the last minute, the newest of each process')),
  openGaps: nullable(integer('Gaps not filled yet; null while Redis cannot be read')),
});

/** An enumeration with what each of its values means. */
const oneOf = (texts: Readonly<Record<string, string>>): JsonSchema => ({
  oneOf: Object.entries(texts).map(([value, description]) => ({ const: value, description })),
});

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });

const gaps = exactly({
  at: milliseconds('Exchange time, ms'),
  total: count('Gaps that match, also those beyond `limit`'),
  open: count('Those of them that are open'),
  gaps: list(
    exactly({
      feed: { enum: [...new Set(seriesCollectors.map(({ feed }) => feed))] },
      type: { enum: seriesCollectors.map(({ type }) => type), description: 'As in GetData' },
      code: text('The pair, lower case'),
      from: integer('First missing row: open time (ms) of a candle, or id of a trade'),
      to: integer('Last missing row; the same as `from` where one is missing'),
      missing: { type: 'integer', minimum: 1, description: 'Rows from `from` to `to`' },
      cause: oneOf(gapCauseTexts),
      state: oneOf(gapStateTexts),
      foundAt: milliseconds('Exchange time at which it was found, ms'),
      changedAt: milliseconds('Exchange time of the last change of its state, ms'),
      rows: count('Rows that were fetched for it so far'),
    }),
  ),
});

const problem: JsonSchema = {
  type: 'object',
  description: 'An error, RFC 9457',
  properties: {
    type: text('Where the error is documented, relative to the project'),
    title: text('The error in words'),
    status: integer('HTTP status'),
    detail: text('What was wrong with this request'),
    error: { enum: Object.keys(problems), description: 'Stable code' },
    parameter: text('The parameter at fault'),
    accepted: {
      description: 'What the parameter may be',
      oneOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }],
    },
    stale: { ...list(exactly(freshness)), description: 'not-ready: the first twenty that are stale' },
    staleCount: integer('not-ready: how many there are'),
  },
  required: ['type', 'title', 'status', 'detail', 'error'],
  additionalProperties: false,
};

/** Name → schema of everything the API answers. */
export const answerSchemas: Record<string, JsonSchema> = {
  ...Object.fromEntries(
    feedsOf(DEFAULT_MARKET).flatMap((feed) => [
      [`${feed}-row`, rowSchemaOf(rowOf(DEFAULT_MARKET, feed))],
      [`${feed}-page`, page(feed)],
    ]),
  ),
  gaps,
  health,
  ready: exactly({
    status: { const: 'ready' },
    at: milliseconds('Exchange time, ms'),
    feeds: integer('Values looked at'),
  }),
  live: exactly({ status: { const: 'live' }, uptime: integer('Seconds this process runs') }),
  problem,
};
