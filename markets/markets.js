/**
 * THE TABLE of feeds: pure data, importable by everything (the config schema, keys, planner, GetData, PM2 and the docs follow from it).
 *
 * - `shape`    series: rows ordered by open time or id · latest: one newest value
 * - `ask`      pair: one request per pair · pairs: one request for a chunk of pairs
 * - `chunk`    most pairs in one request (only for `ask: 'pairs'`)
 * - `everySeconds` default period
 * - `columns`  series only: the stored member's fields in order, by the names GetData gives them; null is not shown
 * - `retention` series only: rows kept by default
 * - `original` the files of the Python system that this feed replaces
 */

/**
 * @typedef {object} FeedRow
 * @property {'spot'} market
 * @property {'series' | 'latest'} shape
 * @property {'pair' | 'pairs'} ask
 * @property {number} [chunk]
 * @property {number} everySeconds
 * @property {number} [retention]
 * @property {readonly (string | null)[]} [columns]
 * @property {string} original
 * @property {string} summary
 */

/** @satisfies {Record<string, FeedRow>} */
export const feeds = /** @type {const} */ ({
  trades: {
    market: 'spot',
    shape: 'series',
    ask: 'pair',
    everySeconds: 1,
    retention: 20_000,
    columns: ['id', 'price', 'qty', 'firstTradeId', 'lastTradeId', 'time', 'isBuyerMaker'],
    original: 'A_transactionData',
    summary: 'trades, continued from the last stored id',
  },
  'pair-info': {
    market: 'spot',
    shape: 'latest',
    ask: 'pairs',
    chunk: 100,
    everySeconds: 3600,
    original: 'B_CPBI',
    summary: 'symbol status, assets and filters',
  },
  'high-low': {
    market: 'spot',
    shape: 'latest',
    ask: 'pairs',
    chunk: 20,
    everySeconds: 1,
    original: 'B_HLprice, H-L_Market_Details',
    summary: '24-hour high, low, change and volume',
  },
  'book-ticker': {
    market: 'spot',
    shape: 'latest',
    ask: 'pairs',
    chunk: 100,
    everySeconds: 1,
    original: 'C_currency_current_buying_and_selling_price',
    summary: 'best bid and ask',
  },
  depth: {
    market: 'spot',
    shape: 'latest',
    ask: 'pair',
    everySeconds: 1,
    original: 'D_currency_pair_depth_G_depth',
    summary: 'order book, best levels of both sides',
  },
  price: {
    market: 'spot',
    shape: 'latest',
    ask: 'pairs',
    chunk: 100,
    everySeconds: 1,
    original: 'F_latest_price',
    summary: 'latest price',
  },
  klines: {
    market: 'spot',
    shape: 'series',
    ask: 'pair',
    everySeconds: 1,
    retention: 1000,
    columns: [
      'openTime',
      'open',
      'high',
      'low',
      'close',
      'volume',
      'closeTime',
      'quoteVolume',
      'tradeCount',
      'takerBuyBase',
      'takerBuyQuote',
      null,
      'final',
    ],
    original: 'H_K-line_…_1min … 1Month',
    summary: 'candles, one series per interval',
  },
});

/** @typedef {keyof typeof feeds} FeedName */

/** Candle intervals in minutes, as GetData says them, with the exchange's name and the PM2/file-name word. */
export const intervals = /** @type {const} */ ({
  1: { exchange: '1m', original: '1min' },
  5: { exchange: '5m', original: '5min' },
  15: { exchange: '15m', original: '15min' },
  30: { exchange: '30m', original: '30min' },
  60: { exchange: '1h', original: '1hour' },
  1440: { exchange: '1d', original: '1day' },
  10080: { exchange: '1w', original: '1week' },
  43200: { exchange: '1M', original: '1Month' },
});

/** @typedef {keyof typeof intervals} Interval minutes */

export const feedNames = /** @type {FeedName[]} */ (Object.keys(feeds));
export const intervalMinutes = /** @type {Interval[]} */ (Object.keys(intervals).map(Number));

/**
 * One collector's place in THE LIST.
 * @typedef {object} Collector
 * @property {string} name the worker's name in keys, logs, metrics and PM2 (`collector-<name>`)
 * @property {FeedName} feed
 * @property {Interval} [interval] minutes, klines only
 * @property {string | number} type what GetData calls its rows: the interval, else the feed
 */

/**
 * THE LIST of collectors: one per feed and one per kline interval; each can be its own process.
 * @type {readonly Collector[]}
 */
export const collectors = feedNames.flatMap((feed) =>
  feed === 'klines'
    ? intervalMinutes.map(
        (interval) => /** @type {Collector} */ ({ name: `klines-${interval}`, feed, interval, type: interval }),
      )
    : [{ name: feed, feed, type: feed }],
);
