import type { Endpoint } from '../../../model/endpoint.ts';
import * as candles from './endpoints/candles.ts';
import * as general from './endpoints/general.ts';
import * as prices from './endpoints/prices.ts';
import * as statistics from './endpoints/statistics.ts';
import * as tickers from './endpoints/tickers.ts';
import * as trading from './endpoints/trading.ts';

/**
 * THE TABLE of the USD-M market's REST endpoints, by Binance's names: parameters, weight by parameter, limit, schema and type of the answer.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures (2026-08). Feeds ask by it, and it says what callers may ask for.
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
  continuousKlines: candles.continuousKlines,
  indexPriceKlines: candles.indexPriceKlines,
  markPriceKlines: candles.markPriceKlines,
  premiumIndexKlines: candles.premiumIndexKlines,
  premiumIndex: prices.premiumIndex,
  fundingRate: prices.fundingRate,
  fundingInfo: prices.fundingInfo,
  'ticker/24hr': tickers.ticker24hr,
  'ticker/price': tickers.tickerPrice,
  'v2/ticker/price': tickers.tickerPriceV2,
  'ticker/bookTicker': tickers.bookTicker,
  'delivery-price': statistics.deliveryPrice,
  openInterest: prices.openInterest,
  openInterestHist: statistics.openInterestHist,
  topLongShortPositionRatio: statistics.topLongShortPositionRatio,
  topLongShortAccountRatio: statistics.topLongShortAccountRatio,
  globalLongShortAccountRatio: statistics.globalLongShortAccountRatio,
  takerlongshortRatio: statistics.takerlongshortRatio,
  basis: statistics.basis,
  indexInfo: prices.indexInfo,
  assetIndex: prices.assetIndex,
  constituents: prices.constituents,
} satisfies Record<string, Endpoint>;
