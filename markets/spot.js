import { bookTickerFields, dayFields, klineChanges, klineColumns, symbol, tradeColumns } from './binanceRows.js';
import { intervalMinutes } from './intervals.js';

/**
 * THE TABLE of spot's feeds: pure data. What follows from a row, and does not compile without it, is listed in CONTRIBUTING.md.
 *
 * The types, with what each entry means: market.js.
 */

/** @satisfies {import('./market.js').MarketTable} */
export const spot = /** @type {const} */ ({
  exchange: { name: 'binance', title: 'Binance' },
  // What Binance allowed in 2026; used only until exchangeInfo has told.
  limit: { weight: 6000, windowMs: 60_000, window: 'fixed' },
  traded: ['TRADING'],
  listings: 'pair-info',
  feeds: {
    trades: {
      shape: 'series',
      ask: 'pair',
      everySeconds: 1,
      retention: { rows: 20_000, above: { pairs: 20, rows: 2000 }, least: 1000, says: 'Trades.' },
      kinds: ['aggTrades', 'trades'],
      continuity: 'ids',
      columns: tradeColumns,
      // Nothing is lost: the next poll fetches what has come.
      stretch: { turn: 60, early: { turn: 1, seconds: 10 } },
      options: {
        source: {
          accepted: ['aggTrades', 'trades'],
          default: 'aggTrades',
          says: 'Raw trades weigh six times as much. A change clears the series.',
        },
      },
      streams: ['aggTrade'],
      original: 'A_transactionData',
      summary: 'trades, continued from the last stored id',
    },
    'pair-info': {
      shape: 'latest',
      ask: 'pairs',
      chunk: 100,
      everySeconds: 3600,
      fields: [
        symbol,
        { name: 'status', type: 'text', says: 'TRADING, HALT, BREAK …' },
        { name: 'baseAsset', type: 'text', says: 'Base asset' },
        { name: 'quoteAsset', type: 'text', says: 'Quote asset' },
        { name: 'filters', type: 'objects', says: 'Price, lot and other filters' },
      ],
      stretch: { turn: 50 },
      original: 'B_CPBI',
      summary: 'symbol status, assets and filters',
    },
    'high-low': {
      shape: 'latest',
      ask: 'pairs',
      chunk: 20,
      everySeconds: 1,
      fields: [symbol, ...dayFields],
      stretch: { turn: 20 },
      streams: ['ticker'],
      original: 'B_HLprice, H-L_Market_Details',
      summary: '24-hour high, low, change and volume',
    },
    'book-ticker': {
      shape: 'latest',
      ask: 'pairs',
      chunk: 100,
      everySeconds: 1,
      fields: [symbol, ...bookTickerFields],
      stretch: { turn: 30 },
      streams: ['bookTicker'],
      original: 'C_currency_current_buying_and_selling_price',
      summary: 'best bid and ask',
    },
    depth: {
      shape: 'latest',
      view: 'book',
      ask: 'pair',
      everySeconds: 1,
      // The book loses detail: after trades, before what loses freshness.
      stretch: { turn: 70, early: { turn: 2, seconds: 10 } },
      options: { levels: { minimum: 1, maximum: 5000, default: 100, says: 'Order book levels of each side.' } },
      streams: ['depth@100ms'],
      original: 'D_currency_pair_depth_G_depth',
      summary: 'order book, best levels of both sides',
    },
    price: {
      shape: 'latest',
      ask: 'pairs',
      chunk: 100,
      everySeconds: 1,
      fields: [symbol, { name: 'price', type: 'decimal', says: 'Latest price' }],
      stretch: { turn: 40 },
      streams: ['aggTrade'],
      original: 'F_latest_price',
      summary: 'latest price',
    },
    'avg-price': {
      shape: 'latest',
      ask: 'pair',
      everySeconds: 10,
      fields: [
        { name: 'mins', type: 'integer', says: 'Minutes that the average is of' },
        { name: 'price', type: 'decimal', says: 'Average price, weighted by volume' },
        { name: 'closeTime', type: 'milliseconds', says: 'Time of the last trade, ms' },
      ],
      stretch: { turn: 45 },
      streams: ['avgPrice'],
      original: '',
      summary: 'average price of the last minutes',
    },
    klines: {
      shape: 'series',
      intervals: intervalMinutes,
      ask: 'pair',
      everySeconds: 1,
      retention: { rows: 1000, least: 50, says: 'Candles per interval.' },
      kinds: ['candles'],
      continuity: 'grid',
      columns: klineColumns,
      changes: klineChanges,
      // Of the candles the longest first.
      stretch: { turn: 10 },
      streams: ['kline_<interval>', 'aggTrade'],
      original: 'H_K-line_…_1min … 1Month',
      summary: 'candles, one series per interval',
    },
  },
});
