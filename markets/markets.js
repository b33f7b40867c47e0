import { spot } from './spot.js';
import { usdm } from './usdm.js';

/**
 * THE TABLES of all markets, joined: pure data, importable by everything (the config schema, keys, planner, GetData, PM2 and the documents
 * follow from it).
 */

/** @typedef {import('./market.js').FeedRow} FeedRow */
/** @typedef {import('./intervals.js').Interval} Interval */

export const markets = { spot, usdm };

/** @typedef {keyof typeof markets} Market */
/** @typedef {{ [M in Market]: keyof typeof markets[M]['feeds'] & string }[Market]} FeedName */

export const marketNames = /** @type {Market[]} */ (Object.keys(markets));

/** The market whose collectors have no prefix, and that callers who name none mean. */
export const DEFAULT_MARKET = /** @type {Market} */ ('spot');

/**
 * One collector's place in THE LIST.
 * @typedef {object} Collector
 * @property {Market} market
 * @property {string} name the worker's name in keys, logs, metrics and PM2 (`collector-<name>`); of markets but spot with the market in front
 * @property {FeedName} feed
 * @property {Interval} [interval] minutes, candles only
 * @property {string | number} type what GetData calls its rows: the interval, else the feed. Candles of other prices or contracts have a parameter
 *   besides: `row.named`
 * @property {FeedRow} row
 */

/**
 * A feed's row of the table. It throws a RangeError where the market does not have the feed.
 * @param {Market} market
 * @param {FeedName} feed
 * @returns {FeedRow}
 */
export const rowOf = (market, feed) => {
  const row = /** @type {Readonly<Record<string, FeedRow>>} */ (markets[market].feeds)[feed];
  if (row === undefined) throw new RangeError(`${market} has no feed ${feed}`);
  return row;
};

/**
 * @template {Market} Of
 * @param {Of} market
 * @returns {(keyof typeof markets[Of]['feeds'] & FeedName)[]}
 */
export const feedsOf = (market) =>
  /** @type {(keyof typeof markets[Of]['feeds'] & FeedName)[]} */ (Object.keys(markets[market].feeds));

/**
 * The collectors that follow from a market's table: one per feed, and one per interval of candles.
 * @param {Market} market
 * @param {import('./market.js').MarketTable} table
 * @returns {readonly Collector[]}
 */
export const collectorsIn = (market, { feeds }) =>
  /** @type {[FeedName, FeedRow][]} */ (Object.entries(feeds)).flatMap(([feed, row]) => {
    const prefix = market === DEFAULT_MARKET ? '' : `${market}-`;
    const common = { market, feed, row };
    /** @type {Collector[]} */
    const made = isCandles(row)
      ? intervalsOf(row).map((interval) => ({
          ...common,
          name: `${prefix}${feed}-${interval}`,
          interval,
          type: interval,
        }))
      : [{ ...common, name: prefix + feed, type: feed }];
    return made;
  });

/**
 * @param {Market} market
 * @returns {readonly Collector[]}
 */
export const collectorsOf = (market) => collectorsIn(market, markets[market]);

/**
 * How many pairs one request of a feed is for, in a market with so many.
 * @param {FeedRow | undefined} row
 * @param {number} pairs
 */
export const chunkOf = (row, pairs) => (row?.ask !== 'pairs' || pairs < (row.from ?? 0) ? 1 : row.chunk);

/**
 * What tells a feed's candles from those that `type` alone means; undefined: nothing.
 * @param {FeedRow} row
 */
export const namedOf = (row) => (row.shape === 'series' ? row.named : undefined);

/**
 * Whether the exchange tells only some of a feed's rows.
 * @param {FeedRow} row
 */
export const isSampled = (row) => row.shape === 'series' && row.sampled === true;

/**
 * Whether a feed has one series for each of several intervals.
 * @param {FeedRow} row
 */
export const isCandles = (row) => row.shape === 'series' && row.intervals !== undefined;

/**
 * The intervals of a feed's candles, shortest first; none of a feed without candles.
 * @param {FeedRow} row
 * @returns {readonly Interval[]}
 */
export const intervalsOf = (row) => (row.shape === 'series' && row.intervals) || [];

/**
 * Whether its longer candles can be summed up from shorter ones.
 * @param {FeedRow} row
 */
export const isSummable = (row) =>
  row.shape === 'series' && isCandles(row) && row.columns.some((column) => column?.sum !== undefined);

/** THE LIST of collectors: one per feed and one per candle interval of each market; each can be its own process. */
export const collectors = marketNames.flatMap(collectorsOf);
