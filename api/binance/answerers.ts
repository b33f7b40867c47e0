import type { Market } from '../../markets/markets.js';
import type { ApiContext } from '../context/context.ts';
import type { Pages } from '../pages/page.ts';
import { createAggTrades } from './aggTrades.ts';
import type { Answerer } from './asked.ts';
import { createCandles } from './candles.ts';
import { depthOf } from './memory/depth.ts';
import {
  assetIndexOf,
  basisOf,
  constituentsOf,
  deliveryPriceOf,
  indexInfoOf,
  openInterestOf,
  ratioOf,
  takerVolumeOf,
} from './memory/futures.ts';
import { relayedDepthOf } from './memory/relayedDepth.ts';
import type { Stored } from './memory/stored.ts';
import { dayForm, markForm, tickersOf } from './memory/tickers.ts';
import { candlePaths } from './series/candleSeries.ts';

/**
 * Who answers a path from what is stored. All other paths are the exchange's alone, as what it answers there is not stored whole:
 * raw trades with their amounts, rolling windows, and of futures the times of a book, and what funding rates and the history of open
 * interest have beside their figures.
 */
export function createAnswerers(context: ApiContext, pages: Pages, stored: Stored): ReadonlyMap<string, Answerer> {
  const [candles, aggTrades] = [createCandles(context, pages), createAggTrades(context, pages)];
  const from = (market: Market): string => sourceOf(context, market);
  return new Map<string, Answerer>([
    ...Object.keys(candlePaths).map((path): [string, Answerer] => [path, candles]),
    ['/api/v3/aggTrades', aggTrades],
    ['/fapi/v1/aggTrades', aggTrades],
    ['/api/v3/ping', pongOf(context)],
    ['/api/v3/time', timeOf(context)],
    ['/api/v3/depth', relayedDepthOf(context, from, depthOf(stored))],
    ['/api/v3/avgPrice', tickersOf(stored, 'avg-price')],
    ['/api/v3/ticker/24hr', tickersOf(stored, 'high-low', dayForm)],
    ['/api/v3/ticker/price', tickersOf(stored, 'price')],
    ['/api/v3/ticker/bookTicker', tickersOf(stored, 'book-ticker')],
    ['/fapi/v1/depth', relayedDepthOf(context, from, () => Promise.resolve(null))],
    ['/fapi/v1/ping', pongOf(context)],
    ['/fapi/v1/time', timeOf(context)],
    ['/fapi/v1/ticker/24hr', tickersOf(stored, 'high-low')],
    ['/fapi/v1/ticker/price', tickersOf(stored, 'price')],
    ['/fapi/v2/ticker/price', tickersOf(stored, 'price')],
    ['/fapi/v1/ticker/bookTicker', tickersOf(stored, 'book-ticker')],
    ['/fapi/v1/premiumIndex', tickersOf(stored, 'mark-price', markForm)],
    ['/fapi/v1/openInterest', openInterestOf(stored)],
    ['/fapi/v1/indexInfo', indexInfoOf(stored)],
    ['/fapi/v1/assetIndex', assetIndexOf(stored)],
    ['/fapi/v1/constituents', constituentsOf(stored)],
    ['/futures/data/delivery-price', deliveryPriceOf(stored)],
    ['/futures/data/topLongShortPositionRatio', ratioOf(stored, 'top-long-short-positions')],
    ['/futures/data/topLongShortAccountRatio', ratioOf(stored, 'top-long-short-accounts')],
    ['/futures/data/globalLongShortAccountRatio', ratioOf(stored, 'long-short-accounts')],
    ['/futures/data/takerlongshortRatio', takerVolumeOf(stored)],
    ['/futures/data/basis', basisOf(stored)],
  ]);
}

/** Nothing is asked of anybody. */
const pongOf =
  (context: ApiContext): Answerer =>
  ({ market }) =>
    Promise.resolve({ body: '{}', asOf: context.board.now(market), source: sourceOf(context, market) });

/** The exchange's clock, where it is measured. */
const timeOf =
  (context: ApiContext): Answerer =>
  ({ market }) => {
    const now = Math.floor(context.board.measuredNow(market));
    const source = sourceOf(context, market);
    return Promise.resolve(Number.isNaN(now) ? null : { body: `{"serverTime":${now}}`, asOf: now, source });
  };

/** Who a market's data is from. */
export const sourceOf = ({ board, markets }: Pick<ApiContext, 'board' | 'markets'>, market: Market): string =>
  board.book(market).source ?? markets.tableOf(market).exchange.name;
