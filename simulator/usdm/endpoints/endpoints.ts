import type { Continuous } from '../contracts/continuous.ts';
import type { ContractType } from '../contracts/contractSpec.ts';
import { basis } from './basis.ts';
import { depth } from './depth.ts';
import { createCoinInfo, createExchangeInfo } from './exchangeInfo.ts';
import { fundingInfo, fundingRate } from './funding.ts';
import { assetIndex, constituents, deliveryPrice, indexInfo } from './indices.ts';
import { createContinuousKlines, indexPriceKlines, klines, markPriceKlines, premiumIndexKlines } from './klines.ts';
import { premiumIndex } from './premiumIndex.ts';
import { allAccounts, openInterest, openInterestHist, takerVolume, topAccounts, topPositions } from './statistics.ts';
import { bookTicker, dayTicker, price } from './tickers.ts';
import { aggTrades, historicalTrades, trades } from './trades.ts';
import type { UsdmEndpoint } from './usdmEndpoint.ts';

/** Every path of the futures market that the simulator serves. */
export function createUsdmEndpoints(
  weightLimit: number,
  continuous: (pair: string, type: ContractType) => Continuous | undefined,
): ReadonlyMap<string, UsdmEndpoint> {
  return new Map<string, UsdmEndpoint>([
    ['/fapi/v1/ping', { parameters: [], answer: () => ({}) }],
    ['/fapi/v1/time', { parameters: [], answer: ({ now }) => ({ serverTime: now }) }],
    ['/fapi/v1/exchangeInfo', createExchangeInfo(weightLimit)],
    // Who has the client library ccxt asks this together with the others. No contract of COIN-M is traded here.
    ['/dapi/v1/exchangeInfo', createCoinInfo(weightLimit)],
    ['/fapi/v1/depth', depth],
    ['/fapi/v1/trades', trades],
    ['/fapi/v1/historicalTrades', historicalTrades],
    ['/fapi/v1/aggTrades', aggTrades],
    ['/fapi/v1/klines', klines],
    ['/fapi/v1/continuousKlines', createContinuousKlines(continuous)],
    ['/fapi/v1/indexPriceKlines', indexPriceKlines],
    ['/fapi/v1/markPriceKlines', markPriceKlines],
    ['/fapi/v1/premiumIndexKlines', premiumIndexKlines],
    ['/fapi/v1/premiumIndex', premiumIndex],
    ['/fapi/v1/fundingRate', fundingRate],
    ['/fapi/v1/fundingInfo', fundingInfo],
    ['/fapi/v1/ticker/24hr', dayTicker],
    ['/fapi/v1/ticker/price', price],
    ['/fapi/v2/ticker/price', price],
    ['/fapi/v1/ticker/bookTicker', bookTicker],
    ['/futures/data/delivery-price', deliveryPrice],
    ['/fapi/v1/openInterest', openInterest],
    ['/futures/data/openInterestHist', openInterestHist],
    ['/futures/data/topLongShortPositionRatio', topPositions],
    ['/futures/data/topLongShortAccountRatio', topAccounts],
    ['/futures/data/globalLongShortAccountRatio', allAccounts],
    ['/futures/data/takerlongshortRatio', takerVolume],
    ['/futures/data/basis', basis],
    ['/fapi/v1/indexInfo', indexInfo],
    ['/fapi/v1/assetIndex', assetIndex],
    ['/fapi/v1/constituents', constituents],
  ]);
}
