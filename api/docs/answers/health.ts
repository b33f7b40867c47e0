import { DEFAULT_MARKET, type Market } from '../../../markets/markets.js';
import type { Markets } from '../../context/markets.ts';
import { eventsSchema } from '../openapiEvents.ts';
import { relaySchema } from '../openapiRelay.ts';
import { exactly, integer, type JsonSchema, milliseconds, nullable, text, yesOrNo } from '../openapiRows.ts';
import { requestsSchema, socketsSchema } from '../openapiSockets.ts';
import { streamsSchema } from '../openapiStreams.ts';
import { allOf, freshness, list, OTHER_CANDLES, open, otherCandles, otherMarkets } from './parts.ts';

/** The intervals of the candles of all markets, shortest first. */
const intervalsIn = ({ collectors }: Markets): number[] =>
  allOf(collectors.flatMap(({ interval }) => interval ?? [])).sort((one, other) => one - other);

const configStatus = exactly({
  hash: text('First 12 hex digits of the SHA-256 of the file in use'),
  file: text('Absolute path'),
  ok: yesOrNo('Whether the file as it is now is the one in use'),
  faults: list(text('Why it is not')),
  since: milliseconds('Since when `ok` is what it is'),
  restartNeeded: list(text('Keys whose new values wait for a restart')),
});

const weight = exactly(
  {
    limit: integer('Request weight per minute that the exchange allows'),
    budget: integer('Part of it that we allow ourselves'),
    planned: integer('Weight per minute that the workers plan with'),
    foreign: integer('Weight per minute that the plan sets aside for other programs on the same IP address'),
    used: nullable(integer('Counted in the present minute, ours and theirs; null where not known')),
    level: {
      enum: [1, 2, 3, 4, null],
      description:
        'Of the plan: 1 all polled at the configured periods, 2 long candles rolled up, 3 by streams, 4 longer periods',
    },
    rung: { enum: [1, 2, 3, 4, null], description: 'The same as level, by the name that it had before' },
    minute: milliseconds('Start of that minute, ms'),
    pools: {
      ...list(
        exactly({
          name: text('What is counted in it'),
          windowMs: milliseconds('Its window; all figures are of one window'),
          limit: integer('What the exchange allows'),
          budget: integer('Part of it that we allow ourselves'),
          planned: integer('What the workers plan with'),
          used: nullable(integer('Counted now; null where not known')),
        }),
      ),
      description: 'Limits of the market that some requests are counted in apart from weight; absent where it has none',
    },
  },
  ['pools'],
);

const callersSchema = (names: readonly Market[]): JsonSchema => ({
  ...list(
    exactly({
      market: { enum: names },
      share: {
        type: 'number',
        description: 'Their part of the weight that live polls leave; 0: nothing is asked for them',
      },
      reserve: integer('Weight per minute that the plan sets aside for them beside it'),
      allowed: integer('Weight of the present minute that they may have in all'),
      used: nullable(integer('What of it they have spent; null where not known')),
      refused: integer('Requests that this process has refused for want of weight, or during a pause'),
      entries: integer("Answers of the exchange that are kept in this process's memory"),
      bytes: integer('Bytes of these'),
    }),
  ),
  description: 'What callers ask of the exchanges: of each market that is collected, or that they have asked for',
});

const exchange = exactly({
  name: text('The exchange, as people call it'),
  reachable: {
    type: ['boolean', 'null'],
    description: 'Whether it answers the collectors; null while none has asked it',
  },
  error: nullable(text('One line that says why it cannot be reached; null where it can')),
  since: nullable(milliseconds('Since when it cannot, ms')),
});

const exchangeInfo = nullable({
  ...exactly({
    asOf: milliseconds('Exchange time at which it was asked for, ms'),
    symbols: integer('Symbols in it'),
    leftOut: integer('Symbols whose rows were not what the exchange documents'),
    stale: yesOrNo('It is two hours old: the exchange is asked for it instead'),
  }),
  description: 'What the exchange says of all that it lists, asked for once an hour; null where none is stored',
});

const backfill = nullable({
  ...exactly({
    pid: integer('Its process'),
    startedAt: milliseconds("By its machine's clock, ms"),
    at: milliseconds('Of this report, ms'),
    days: integer('How far back it goes'),
    series: integer('Series that it fills'),
    done: integer('How many of them are done'),
    rows: integer('Rows that it has fetched'),
    part: { type: 'number', description: 'How much of it is done, from 0 to 1' },
    now: text('Series that are being filled; empty where none is'),
    waitsFor: text('Why it waits; empty where it does not'),
  }),
  description: 'The backfill that runs (`npm run backfill`); null where none does',
});

export const health = (markets: Markets): JsonSchema => {
  const others = markets.names.filter((market) => market !== DEFAULT_MARKET);
  const feeds = allOf(markets.collectors.map(({ feed }) => feed));
  const names = allOf(markets.names.map((market) => markets.tableOf(market).exchange.name));
  const source = nullable(text(`Who the data comes from: ${names.join(', ')} or simulator`));
  const all = {
    status: { enum: ['ok', 'stale', 'degraded'] },
    why: list(text('Why the status is not ok: a sentence for each cause, the worst first; none while it is ok')),
    warnings: list(text('Why nothing useful is done although every part is well')),
    at: milliseconds('Exchange time, ms'),
    uptime: integer('Seconds this process runs'),
    source,
    exchange,
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
    weight,
    streams: streamsSchema,
    relay: relaySchema,
    sockets: socketsSchema,
    requests: requestsSchema,
    events: eventsSchema,
    callers: callersSchema(markets.names),
    exchangeInfo,
    backfill,
    ...(others.length === 0
      ? {}
      : {
          markets: {
            ...exactly(
              Object.fromEntries(
                others.map((market) => [
                  market,
                  exactly({ source, exchange, weight, streams: streamsSchema, exchangeInfo }),
                ]),
              ),
              others,
            ),
            description: `The same of the other markets that are collected; left out where only ${DEFAULT_MARKET} is`,
          },
        }),
    pauses: list(
      exactly({
        market: { enum: markets.names },
        egress: text('The IP address, by its name'),
        status: integer('429: limit broken, 418: banned, 403: blocked, 451: not served from this place'),
        until: milliseconds('Exchange time, ms'),
      }),
    ),
    feeds: list(
      exactly(
        {
          ...freshness(markets),
          feed: { enum: feeds },
          interval: { enum: intervalsIn(markets) },
          asOf: nullable(milliseconds('Exchange time, ms')),
          stale: yesOrNo('By the same rule as in X-Data-Stale'),
          waiting: yesOrNo('There is no data as the exchange has none of the pair yet: that is not stale'),
          outOfStep: {
            const: true,
            description: 'The value is known to be out of step with the exchange: stale at any age; else absent',
          },
          streamDown: text('Why REST serves the pair in place of its stream, which went down; else absent'),
          failures: integer('Failed polls in a row'),
          lastError: nullable(text('The last failure')),
        },
        ['interval', 'market', 'outOfStep', 'streamDown', ...OTHER_CANDLES],
      ),
    ),
    disabled: list(
      exactly(
        {
          ...otherMarkets(markets),
          type: freshness(markets).type,
          ...otherCandles(markets),
          feed: { enum: feeds },
          interval: { enum: intervalsIn(markets) },
          pairs: integer('Configured pairs that something is stored of; it stays until it is removed by hand'),
          asOf: nullable(milliseconds('The newest of it, exchange time, ms; null where nothing is stored')),
        },
        ['interval', 'market', ...OTHER_CANDLES],
      ),
    ),
    workers: list(
      exactly(
        {
          ...otherMarkets(markets),
          name: text('Name of the collector'),
          pid: nullable(integer('Process id')),
          state: { enum: ['active', 'waiting', 'disabled', 'absent'], description: 'absent: never reported' },
          at: nullable(milliseconds('Time of its last report, ms')),
          startedAt: nullable(milliseconds('ms')),
          alive: yesOrNo('Reported within the last five seconds'),
          period: nullable({ type: 'number', description: 'Effective seconds between two polls' }),
          served: {
            enum: ['poll', 'rollup', 'stream', null],
            description: 'rollup: summed up from shorter candles, and confirmed; stream: as the exchange sends it',
          },
          pool: text("Which of the market's `pools` its weight is counted in; absent: its own limit"),
          counters: { type: 'object', additionalProperties: { type: 'number' } },
          lastMismatch: {
            ...exactly({
              code: text('The pair, lower case'),
              why: text('What each of the two says'),
              at: milliseconds('Exchange time, ms'),
            }),
            description: "What streams had told and Binance's answers did not, as the audit found last; else absent",
          },
          history: {
            ...exactly({
              pairs: integer('Pairs of which some are'),
              rows: nullable(
                integer('Rows of all of them at the most; null where the series does not tell how many there are'),
              ),
            }),
            description:
              'Rows from before the first start that are still to be fetched; absent of latest values, and of what never reported',
          },
        },
        ['lastMismatch', 'market', 'history', 'pool'],
      ),
    ),
    defects: list(text('A defect of ours met within the last minute, the newest of each process')),
    largeTradeUsd: {
      type: 'number',
      description: '`live.largeTradeUsd` of CONFIG.json: from so many dollars on a trade is a large one',
    },
    openGaps: nullable(integer('Gaps not filled yet; null while Redis cannot be read')),
  };
  return exactly(all, ['markets']);
};
