import type { Endpoint } from '../../../model/endpoint.ts';
import * as candles from './endpoints/candles.ts';
import * as general from './endpoints/general.ts';
import * as tickers from './endpoints/tickers.ts';
import * as trading from './endpoints/trading.ts';

/**
 * THE TABLE of the spot market's REST endpoints, by Binance's names: parameters, weight by parameter, schema and type of the answer.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api (2026-07). Feeds ask by it, and it says what callers may ask for.
 */
export const endpoints = {
  ping: general.ping,
  time: general.time,
  exchangeInfo: general.exchangeInfo,
  depth: trading.depth,
  trades: trading.trades,
  historicalTrades: trading.historicalTrades,
  aggTrades: trading.aggTrades,
  klines: candles.klines,
  uiKlines: candles.uiKlines,
  avgPrice: tickers.avgPrice,
  'ticker/24hr': tickers.ticker24hr,
  'ticker/tradingDay': tickers.tradingDay,
  ticker: tickers.rollingTicker,
  'ticker/price': tickers.tickerPrice,
  'ticker/bookTicker': tickers.bookTicker,
} satisfies Record<string, Endpoint>;
