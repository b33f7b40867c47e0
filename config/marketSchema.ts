import type { Option } from '../markets/market.js';
import { DEFAULT_MARKET, feedsOf, intervalsOf, type Market, namedOf, rowOf } from '../markets/markets.js';
import { PAIR_CODE } from '../markets/pairCode.ts';
import { choice, integer, list, type Schema, text, withDefaults } from './schemaParts.ts';

/** What CONFIG.json says of a market: at the top for the default market, else in a section of its own. Only `pairs` is required. */
export function marketProperties(market: Market): Record<string, Schema> {
  return {
    pairs: {
      ...list('Pairs to collect, in any case; each once.', pair(), 'must be a list with at least one pair'),
      minItems: 1,
      examples: [['btcusdt', 'ethusdt']],
    },
    transport:
      market === DEFAULT_MARKET
        ? { ...transport('How rows come'), default: 'auto' }
        : transport('How rows come, in place of the transport at the top'),
    feeds: withDefaults(
      market === DEFAULT_MARKET
        ? 'Feeds; all are enabled unless said otherwise.'
        : 'Feeds; each is enabled or not by default as the table of feeds says.',
      feedSections(market),
    ),
    klines: withDefaults('Candles.', {
      intervals: {
        ...list(
          'Candle lengths in minutes.',
          choice('Minutes.', intervalsIn(market)),
          'must be a list of different intervals, at least one',
        ),
        minItems: 1,
        default: intervalsIn(market),
      },
      mode: choice(
        'poll: ask for every interval each period; rollup: sum longer candles up from the shortest; auto: roll up only where polling does not fit the budget.',
        ['auto', 'poll', 'rollup'],
        'auto',
      ),
      ...namedCandles(market),
    }),
    retention: withDefaults('Rows kept per pair and series.', retentions(market)),
  };
}

/** Lists of the prices and contracts, besides those that are traded, that there may be candles of. */
function namedCandles(market: Market): Record<string, Schema> {
  const named = feedsOf(market).flatMap((name) => namedOf(rowOf(market, name)) ?? []);
  const settings = [...new Set(named.map(({ setting }) => setting))];
  return Object.fromEntries(
    settings.map((setting) => {
      const values = named.filter((one) => one.setting === setting).map(({ value }) => value);
      const says = `Candles of these ${setting}, beside those of what is traded.`;
      const items = choice(`One of the ${setting}.`, values);
      return [
        setting,
        { ...list(says, items, `must be a list of different ones of ${values.join(', ')}`), default: [] },
      ];
    }),
  );
}

/** A section for each feed of a market. */
function feedSections(market: Market): Record<string, Schema> {
  return Object.fromEntries(
    feedsOf(market).map((name) => {
      const row = rowOf(market, name);
      const { summary, original, everySeconds, streams, options = {} } = row;
      const settings = Object.entries(options).map(([key, option]) => [key, setting(option)] as const);
      const fields = {
        enabled: {
          type: 'boolean',
          default: row.enabled !== false,
          description: namedOf(row) === undefined ? 'Collect it.' : 'Collect it where klines names it.',
          errorMessage: 'must be true or false',
        },
        everySeconds: integer('Seconds between two polls.', 1, 3600, everySeconds),
        ...(streams !== undefined && { transport: transport('How its rows come, in place of the transport of all') }),
        ...Object.fromEntries(settings),
      };
      return [name, withDefaults(original === '' ? summary : `${summary} (${original})`, fields)];
    }),
  );
}

const transport = (what: string): Schema =>
  choice(
    `${what}. poll: by REST alone; stream: by the exchange's streams; auto: by streams as soon as polling does not fit the budget.`,
    ['auto', 'poll', 'stream'],
  );

const setting = (option: Option): Schema =>
  'accepted' in option
    ? choice(option.says, option.accepted, option.default)
    : integer(option.says, option.minimum, option.maximum, option.default);

/** The intervals of a market's candles, shortest first. */
const intervalsIn = (market: Market): number[] =>
  [...new Set(feedsOf(market).flatMap((name) => intervalsOf(rowOf(market, name))))].sort((a, b) => a - b);

/** How many rows each series of a market keeps. */
function retentions(market: Market): Record<string, Schema> {
  return Object.fromEntries(
    feedsOf(market).flatMap((name) => {
      const row = rowOf(market, name);
      if (row.shape !== 'series') return [];
      const { rows, least, says, above } = row.retention;
      if (above === undefined) return [[name, integer(says, least, 1_000_000, rows)]];
      const byDefault = `By default ${rows}, or ${above.rows} where the process started with more than ${above.pairs} pairs.`;
      const { default: _, ...schema } = integer(`${says} ${byDefault}`, least, 1_000_000, rows);
      return [[name, schema]];
    }),
  );
}

function pair(): Schema {
  return text(
    'A pair as Binance writes it, in any case.',
    { pattern: PAIR_CODE.source, examples: ['btcusdt'] },
    'must be 2 to 40 letters or digits (also ".", "_", "-" after the first)',
  );
}
