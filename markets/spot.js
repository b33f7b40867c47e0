import { intervalMinutes } from './intervals.js';

/**
 * THE TABLE of spot's feeds: pure data. What follows from a row, and does not compile without it, is listed in CONTRIBUTING.md.
 *
 * The types, with what each entry means: market.js.
 */

/** @type {import('./market.js').Column} */
const symbol = { name: 'symbol', type: 'text', says: 'Pair' };

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
      columns: [
        { name: 'id', type: 'integer', says: 'Trade id (aggregate trade id unless raw trades are configured)' },
        { name: 'price', type: 'decimal', says: 'Price' },
        { name: 'qty', type: 'decimal', says: 'Quantity' },
        { name: 'firstTradeId', type: 'integer', says: 'First trade of the aggregate' },
        { name: 'lastTradeId', type: 'integer', says: 'Last trade of the aggregate' },
        { name: 'time', type: 'milliseconds', says: 'Time of the trade, ms' },
        { name: 'isBuyerMaker', type: 'boolean', says: 'True: the taker sold' },
      ],
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
      fields: [
        symbol,
        { name: 'priceChange', type: 'decimal', says: 'Change in 24 hours' },
        { name: 'priceChangePercent', type: 'decimal', says: 'The same in percent' },
        { name: 'openPrice', type: 'decimal', says: 'Price 24 hours ago' },
        { name: 'highPrice', type: 'decimal', says: 'Highest price of 24 hours' },
        { name: 'lowPrice', type: 'decimal', says: 'Lowest price of 24 hours' },
        { name: 'lastPrice', type: 'decimal', says: 'Latest price' },
        { name: 'volume', type: 'decimal', says: 'Volume in the base asset' },
        { name: 'quoteVolume', type: 'decimal', says: 'Volume in the quote asset' },
        { name: 'openTime', type: 'milliseconds', says: 'Start of the 24 hours, ms' },
        { name: 'closeTime', type: 'milliseconds', says: 'End of the 24 hours, ms' },
        { name: 'count', type: 'integer', says: 'Number of trades' },
      ],
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
      fields: [
        symbol,
        { name: 'bidPrice', type: 'decimal', says: 'Best bid' },
        { name: 'bidQty', type: 'decimal', says: 'Its quantity' },
        { name: 'askPrice', type: 'decimal', says: 'Best ask' },
        { name: 'askQty', type: 'decimal', says: 'Its quantity' },
      ],
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
      columns: [
        { name: 'openTime', type: 'milliseconds', says: 'Start of the candle, ms' },
        { name: 'open', type: 'decimal', says: 'First price', sum: 'first' },
        { name: 'high', type: 'decimal', says: 'Highest price', sum: 'max' },
        { name: 'low', type: 'decimal', says: 'Lowest price', sum: 'min' },
        { name: 'close', type: 'decimal', says: 'Last price', sum: 'last' },
        { name: 'volume', type: 'decimal', says: 'Volume in the base asset', sum: 'total' },
        { name: 'closeTime', type: 'milliseconds', says: 'Last ms of the candle' },
        { name: 'quoteVolume', type: 'decimal', says: 'Volume in the quote asset', sum: 'total' },
        { name: 'tradeCount', type: 'integer', says: 'Number of trades', sum: 'total' },
        { name: 'takerBuyBase', type: 'decimal', says: 'Volume bought by takers, base asset', sum: 'total' },
        { name: 'takerBuyQuote', type: 'decimal', says: 'Volume bought by takers, quote asset', sum: 'total' },
        null,
        { name: 'final', type: 'boolean', says: 'True: the candle is closed and its values confirmed after its close' },
      ],
      changes: { state: 'final', end: 'closeTime', order: 'tradeCount' },
      // Of the candles the longest first.
      stretch: { turn: 10 },
      streams: ['kline_<interval>', 'aggTrade'],
      original: 'H_K-line_…_1min … 1Month',
      summary: 'candles, one series per interval',
    },
  },
});
