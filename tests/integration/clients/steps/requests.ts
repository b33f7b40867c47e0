import { call, overSocket } from '../call.ts';
import { refused, rows, type Step } from '../step.ts';
import { futuresSteps } from './futures.ts';
import { spotSteps } from './spot.ts';

/** What the clients ask over Binance's WebSocket API. */

/** `@binance/spot`. */
export const officialSpotRequests = spotSteps({
  ping: () => overSocket('ping'),
  time: () => overSocket('time'),
  exchangeInfo: (params) => overSocket('exchangeInfo', params),
  depth: (params) => overSocket('depth', params),
  trades: (params) => overSocket('tradesRecent', params),
  historicalTrades: (params) => overSocket('tradesHistorical', params),
  aggTrades: (params) => overSocket('tradesAggregate', params),
  klines: (params) => overSocket('klines', params),
  uiKlines: (params) => overSocket('uiKlines', params),
  avgPrice: (params) => overSocket('avgPrice', params),
  day: (params) => overSocket('ticker24hr', params),
  tradingDay: (params) => overSocket('tickerTradingDay', params),
  window: (params) => overSocket('ticker', params),
  price: (params) => overSocket('tickerPrice', params),
  book: (params) => overSocket('tickerBook', params),
});

/** `@binance/connector`: what is required stands before the rest. */
export const connectorRequests = spotSteps({
  ping: () => overSocket('ping'),
  time: () => overSocket('time'),
  exchangeInfo: (params) => overSocket('exchangeInfo', params),
  depth: ({ symbol, ...rest }) => overSocket('orderbook', symbol, rest),
  trades: ({ symbol, ...rest }) => overSocket('trades', symbol, rest),
  historicalTrades: ({ symbol, ...rest }) => overSocket('historicalTrades', symbol, rest),
  aggTrades: ({ symbol, ...rest }) => overSocket('aggTrades', symbol, rest),
  klines: ({ symbol, interval, ...rest }) => overSocket('klines', symbol, interval, rest),
  uiKlines: ({ symbol, interval, ...rest }) => overSocket('uiKlines', symbol, interval, rest),
  avgPrice: ({ symbol }) => overSocket('avgPrice', symbol),
  day: (params) => overSocket('ticker24hr', params),
  tradingDay: null,
  window: (params) => overSocket('ticker', params),
  price: (params) => overSocket('tickerPrice', params),
  book: (params) => overSocket('tickerBook', params),
});

/** `binance`: `WebsocketAPIClient` has both markets. */
export const binanceRequests: readonly Step[] = [
  ...spotSteps({
    ping: () => overSocket('testSpotConnectivity'),
    time: () => overSocket('getSpotServerTime'),
    exchangeInfo: (params) => overSocket('getSpotExchangeInfo', params),
    depth: (params) => overSocket('getSpotOrderBook', params),
    trades: (params) => overSocket('getSpotRecentTrades', params),
    historicalTrades: (params) => overSocket('getSpotHistoricalTrades', params),
    aggTrades: (params) => overSocket('getSpotAggregateTrades', params),
    klines: (params) => overSocket('getSpotKlines', params),
    uiKlines: (params) => overSocket('getSpotUIKlines', params),
    avgPrice: (params) => overSocket('getSpotAveragePrice', params),
    day: (params) => overSocket('getSpot24hrTicker', params),
    tradingDay: (params) => overSocket('getSpotTradingDayTicker', params),
    window: (params) => overSocket('getSpotTicker', params),
    price: (params) => overSocket('getSpotSymbolPriceTicker', params),
    book: (params) => overSocket('getSpotSymbolOrderBookTicker', params),
  }),
  ...futuresSteps({
    depth: (params) => overSocket('getFuturesOrderBook', params),
    priceV2: (params) => overSocket('getFuturesSymbolPriceTicker', params),
    book: (params) => overSocket('getFuturesSymbolOrderBookTicker', params),
  }),
];

/** `@binance/derivatives-trading-usds-futures`. */
export const officialFuturesRequests = futuresSteps({
  depth: (params) => overSocket('orderBook', params),
  priceV2: (params) => overSocket('symbolPriceTicker', params),
  book: (params) => overSocket('symbolOrderBookTicker', params),
});

/** `ccxt`, what needs no key. */
export const ccxtRequests: readonly Step[] = [
  rows('fetchOHLCVWs', () => call('fetchOHLCVWs', 'BTC/USDT', '1m', undefined, 30)),
  rows('fetchOHLCVWs since', ({ settled }) => call('fetchOHLCVWs', 'BTC/USDT', '1m', settled - 1_200_000, 30)),
  rows('fetchTradesWs', () => call('fetchTradesWs', 'BTC/USDT', undefined, 30)),
  refused('fetchOHLCVWs of an unknown symbol', () =>
    call('fetchOHLCVWs', 'BTC/USDT', '1m', undefined, 30, { symbol: 'NONEUSDT' }),
  ),
];
