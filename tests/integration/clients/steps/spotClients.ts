import { body, call, dataOf, list } from '../call.ts';
import { spotSteps } from './spot.ts';

/** `@binance/spot`: an answer's data is asked for by a call of its own. */
export const officialSpot = spotSteps({
  ping: () => body('ping'),
  time: () => body('time'),
  exchangeInfo: (params) => body('exchangeInfo', params),
  depth: (params) => body('depth', params),
  trades: (params) => body('getTrades', params),
  historicalTrades: (params) => body('historicalTrades', params),
  aggTrades: (params) => body('aggTrades', params),
  klines: (params) => body('klines', params),
  uiKlines: (params) => body('uiKlines', params),
  avgPrice: (params) => body('avgPrice', params),
  day: (params) => body('ticker24hr', params),
  tradingDay: (params) => body('tickerTradingDay', params),
  window: (params) => body('ticker', params),
  price: (params) => body('tickerPrice', params),
  book: (params) => body('tickerBookTicker', params),
});

/** `@binance/connector`: what is required stands before the rest. */
export const connector = spotSteps({
  ping: () => dataOf('ping'),
  time: () => dataOf('time'),
  exchangeInfo: (params) => dataOf('exchangeInfo', params),
  depth: ({ symbol, ...rest }) => dataOf('depth', symbol, rest),
  trades: ({ symbol, ...rest }) => dataOf('trades', symbol, rest),
  historicalTrades: ({ symbol, ...rest }) => dataOf('historicalTrades', symbol, rest),
  aggTrades: ({ symbol, ...rest }) => dataOf('aggTrades', symbol, rest),
  klines: ({ symbol, interval, ...rest }) => dataOf('klines', symbol, interval, rest),
  uiKlines: ({ symbol, interval, ...rest }) => dataOf('uiklines', symbol, interval, rest),
  avgPrice: ({ symbol }) => dataOf('avgPrice', symbol),
  day: ({ symbol = '', symbols = [] }) => dataOf('ticker24hr', symbol, symbols),
  tradingDay: null,
  window: ({ symbol = '', symbols = [], ...rest }) => dataOf('rollingWindowTicker', symbol, symbols, rest),
  price: ({ symbol = '', symbols = [] }) => dataOf('tickerPrice', symbol, symbols),
  book: ({ symbol = '', symbols = [] }) => dataOf('bookTicker', symbol, symbols),
});

/** `binance`. */
export const binanceSpot = spotSteps({
  ping: () => call('testConnectivity'),
  time: null,
  exchangeInfo: (params) => call('getExchangeInfo', params),
  depth: (params) => call('getOrderBook', params),
  trades: (params) => call('getRecentTrades', params),
  historicalTrades: (params) => call('getHistoricalTrades', params),
  aggTrades: (params) => call('getAggregateTrades', params),
  klines: (params) => call('getKlines', params),
  uiKlines: (params) => call('getUIKlines', params),
  avgPrice: (params) => call('getAvgPrice', params),
  day: (params) => call('get24hrChangeStatistics', params),
  tradingDay: (params) => call('getTradingDayTicker', params),
  window: (params) => call('getRollingWindowTicker', params),
  price: (params) => call('getSymbolPriceTicker', params),
  book: (params) => call('getSymbolOrderBookTicker', params),
});

/** `binance-api-node`: historicalTrades wants a key here, and windows are not known. */
export const apiNodeSpot = spotSteps({
  ping: () => call('ping'),
  time: () => call('time'),
  exchangeInfo: (params) => call('exchangeInfo', list(params)),
  depth: (params) => call('book', params),
  trades: (params) => call('trades', params),
  historicalTrades: null,
  aggTrades: (params) => call('aggTrades', params),
  klines: (params) => call('candles', params),
  uiKlines: null,
  avgPrice: (params) => call('avgPrice', params),
  day: (params) => call('dailyStats', list(params)),
  tradingDay: null,
  window: null,
  price: (params) => call('prices', list(params)),
  book: () => call('allBookTickers'),
});

/** `node-binance-api`. */
export const nodeBinanceSpot = spotSteps({
  ping: () => call('ping'),
  time: () => call('time'),
  exchangeInfo: (params) => call('publicSpotRequest', 'v3/exchangeInfo', list(params)),
  depth: ({ symbol, limit }) => call('depth', symbol, limit),
  trades: ({ symbol, limit }) => call('recentTrades', symbol, limit),
  historicalTrades: ({ symbol, limit, fromId }) => call('historicalTrades', symbol, limit, fromId),
  aggTrades: ({ symbol, ...rest }) => call('aggTrades', symbol, rest),
  klines: ({ symbol, interval, ...rest }) => call('candles', symbol, interval, rest),
  uiKlines: null,
  avgPrice: ({ symbol }) => call('avgPrice', symbol),
  day: ({ symbol, ...rest }) => call('prevDay', symbol, list(rest)),
  tradingDay: null,
  window: null,
  price: ({ symbol, ...rest }) => call('prices', symbol, list(rest)),
  book: ({ symbol, ...rest }) => call('bookTickers', symbol, list(rest)),
});
