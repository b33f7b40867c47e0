import { always, type Endpoint, limit, oneOrAll, requiredSymbol, span, symbol } from '../../../../model/endpoint.ts';
import {
  arrayOf,
  decimal,
  decimalOrNone,
  milliseconds,
  object,
  signedDecimal,
  signedDecimalOrNone,
} from '../../fields.ts';

const text = { type: 'string' };

/** Fields of mark price, index and funding rate. */
export const premiumIndexFields = {
  symbol: text,
  markPrice: decimal,
  indexPrice: decimal,
  estimatedSettlePrice: decimal,
  // Of contracts with an end: empty.
  lastFundingRate: signedDecimalOrNone,
  interestRate: signedDecimalOrNone,
  // Zero: none is to come.
  nextFundingTime: { anyOf: [milliseconds, { const: 0 }] },
  time: milliseconds,
};

/** Mark price, index and funding rate. */
export const premiumIndex: Endpoint<RawPremiumIndex> = {
  path: '/fapi/v1/premiumIndex',
  params: { symbol },
  weight: oneOrAll(1, 10),
  answers: 'object or list',
  row: object(premiumIndexFields),
};

/**
 * `{"symbol":"BTCUSDT","markPrice":"10.50","indexPrice":"10.49","estimatedSettlePrice":"10.48","lastFundingRate":"0.00010000",
 *   "interestRate":"0.00010000","nextFundingTime":1790006400000,"time":1790000000000}`
 */
export interface RawPremiumIndex {
  readonly symbol: string;
  readonly markPrice: string;
  readonly time: number;
}

/** What was paid. Without times the newest rows. */
export const fundingRate: Endpoint<RawFundingRate> = {
  path: '/fapi/v1/fundingRate',
  params: { symbol, ...span, limit: limit(1000, 100) },
  weight: always(1),
  pool: 'funding',
  answers: 'list',
  // Rows from before 2023 have no mark price.
  row: object({ symbol: text, fundingTime: milliseconds, fundingRate: signedDecimal }, { markPrice: decimalOrNone }),
};

/** `{"symbol":"BTCUSDT","fundingTime":1790006400005,"fundingRate":"0.00010000","markPrice":"10.50","rateType":"Regular"}` */
export interface RawFundingRate {
  readonly symbol: string;
  /** Up to some ms after the hour. */
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly markPrice?: string;
}

/** Contracts whose funding is not the usual one, those of COIN-M among them. */
export const fundingInfo: Endpoint<RawFundingInfo> = {
  path: '/fapi/v1/fundingInfo',
  params: {},
  weight: always(1),
  pool: 'funding',
  answers: 'list',
  row: object({
    symbol: text,
    adjustedFundingRateCap: signedDecimal,
    adjustedFundingRateFloor: signedDecimal,
    fundingIntervalHours: { type: 'integer', minimum: 1, maximum: 24 },
  }),
};

/** `{"symbol":"LPTUSDT","adjustedFundingRateCap":"0.02000000","adjustedFundingRateFloor":"-0.02000000","fundingIntervalHours":4,"disclaimer":false}` */
export interface RawFundingInfo {
  readonly symbol: string;
  readonly adjustedFundingRateCap: string;
  readonly adjustedFundingRateFloor: string;
  readonly fundingIntervalHours: number;
}

export const openInterest: Endpoint<RawOpenInterest> = {
  path: '/fapi/v1/openInterest',
  params: { symbol: requiredSymbol },
  weight: always(1),
  answers: 'object',
  row: object({ symbol: text, openInterest: decimal, time: milliseconds }),
};

/** `{"openInterest":"10659.509","symbol":"BTCUSDT","time":1790000000123}` */
export interface RawOpenInterest {
  readonly symbol: string;
  readonly openInterest: string;
  readonly time: number;
}

/** What indices that are traded as a contract consist of. */
export const indexInfo: Endpoint<RawIndexInfo> = {
  path: '/fapi/v1/indexInfo',
  params: { symbol },
  weight: always(1),
  answers: 'object or list',
  row: object({
    symbol: text,
    time: milliseconds,
    component: text,
    baseAssetList: arrayOf(
      object({ baseAsset: text, quoteAsset: text, weightInQuantity: decimal, weightInPercentage: decimal }),
    ),
  }),
};

/** `{"symbol":"DEFIUSDT","time":1790000000000,"component":"baseAsset","baseAssetList":[{"baseAsset":"BAL","quoteAsset":"USDT",…}]}` */
export interface RawIndexInfo {
  readonly symbol: string;
  readonly time: number;
}

/** What assets count for as collateral, by a symbol such as BTCUSD; assets of COIN-M among them. */
export const assetIndex: Endpoint<RawAssetIndex> = {
  path: '/fapi/v1/assetIndex',
  params: { symbol },
  weight: oneOrAll(1, 10),
  answers: 'object or list',
  row: object({
    symbol: text,
    time: milliseconds,
    index: decimal,
    bidBuffer: decimal,
    askBuffer: decimal,
    bidRate: decimal,
    askRate: decimal,
    autoExchangeBidBuffer: decimal,
    autoExchangeAskBuffer: decimal,
    autoExchangeBidRate: decimal,
    autoExchangeAskRate: decimal,
  }),
};

/** `{"symbol":"ADAUSD","time":1790000000000,"index":"1.92957370","bidBuffer":"0.10000000","askBuffer":"0.10000000",…}` */
export interface RawAssetIndex {
  readonly symbol: string;
  readonly time: number;
}

/** What an index price is made of. A price of -1 is one that may not be shown. */
export const constituents: Endpoint<RawConstituents> = {
  path: '/fapi/v1/constituents',
  params: { symbol: requiredSymbol },
  weight: always(2),
  answers: 'object',
  row: object({
    symbol: text,
    time: milliseconds,
    constituents: arrayOf(object({ exchange: text, symbol: text }, { price: signedDecimal, weight: decimal })),
  }),
};

/** `{"symbol":"BTCUSDT","time":1790000000000,"constituents":[{"exchange":"binance","symbol":"BTCUSDT","price":"10.49","weight":"0.25"}]}` */
export interface RawConstituents {
  readonly symbol: string;
  readonly time: number;
}
