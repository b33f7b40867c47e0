import { always, type Endpoint, type Params, requiredSymbol, symbol, symbols } from '../../../../model/endpoint.ts';
import { count, decimal, milliseconds, object, signedDecimal, tradeId } from '../../fields.ts';
import { symbolStatus } from '../statuses.ts';
import { timeZone } from './candles.ts';

const text = { type: 'string' };

/** What Binance answers for a pair that was never traded. */
const neverTraded = object({
  mins: count,
  price: { type: 'string', pattern: '^0+(\\.0+)?$' },
  closeTime: { const: 0 },
});

/** Average price of the last minutes. `closeTime` is that of the last trade. */
export const avgPrice: Endpoint<RawAvgPrice> = {
  path: '/api/v3/avgPrice',
  params: { symbol: requiredSymbol },
  weight: always(2),
  answers: 'object',
  row: { anyOf: [object({ mins: count, price: decimal, closeTime: milliseconds }), neverTraded] },
};

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#current-average-price
 * `{"mins":5,"price":"9.35751834","closeTime":1694061154503}`
 */
export interface RawAvgPrice {
  readonly mins: number;
  readonly price: string;
  readonly closeTime: number;
}

/** One, several, or, where neither is named, all. Of several one that is not known fails the whole. */
const any = { symbol, symbols, symbolStatus } as const;

/** `MINI` leaves out what `FULL`, the default, adds. */
const type = { kind: 'choice', accepted: ['FULL', 'MINI'], default: 'FULL' } as const;

/** How many pairs are named; all: undefined. */
function pairsIn({ symbol: one, symbols: several }: Params): number | undefined {
  if (one !== undefined) return 1;
  return several === undefined ? undefined : String(several).split(',').length;
}

function dayWeight(params: Params): number {
  const pairs = pairsIn(params) ?? Number.POSITIVE_INFINITY;
  if (pairs <= 20) return 2;
  return pairs <= 100 ? 40 : 80;
}

/** What a window of trades sums up to. */
const windowFields = {
  symbol: text,
  openPrice: decimal,
  highPrice: decimal,
  lowPrice: decimal,
  lastPrice: decimal,
  volume: decimal,
  quoteVolume: decimal,
  openTime: milliseconds,
  closeTime: milliseconds,
  // -1 if there was no trade.
  firstId: tradeId,
  lastId: tradeId,
  count: tradeId,
};
const shortRow = object(windowFields);

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics */
export const ticker24hr: Endpoint<RawDay> = {
  path: '/api/v3/ticker/24hr',
  params: { ...any, type },
  weight: dayWeight,
  answers: 'object or list',
  row: object({
    ...windowFields,
    priceChange: signedDecimal,
    priceChangePercent: signedDecimal,
    weightedAvgPrice: decimal,
    prevClosePrice: decimal,
    lastQty: decimal,
    bidPrice: decimal,
    bidQty: decimal,
    askPrice: decimal,
    askQty: decimal,
  }),
  shortRow,
};

/** `{"symbol":"BTCUSDT","priceChange":"0.5", … "highPrice":"11.0","lowPrice":"9.8", … "closeTime":1790000000000,"firstId":1,"lastId":900,"count":900}` */
export interface RawDay {
  readonly symbol: string;
  readonly closeTime: number;
}

/** A window of trades: no bid and ask. */
const windowRow = object({
  priceChange: signedDecimal,
  priceChangePercent: signedDecimal,
  weightedAvgPrice: decimal,
  ...windowFields,
});

/** Each pair costs, up to fifty. */
const perPair = (params: Params): number => Math.min(200, 4 * (pairsIn(params) ?? 1));

const named = {
  needsOne: ['symbol', 'symbols'],
  weight: perPair,
  answers: 'object or list',
  ...{ row: windowRow, shortRow },
} as const;

/** One or several: here not all. */
const some = { ...any, symbols: { kind: 'symbols', most: 100 } } as const;

/** Of the calendar day. */
export const tradingDay: Endpoint<RawDay> = {
  ...named,
  path: '/api/v3/ticker/tradingDay',
  params: { ...some, timeZone, type },
};

/** Of a window that ends now. */
export const rollingTicker: Endpoint<RawDay> = {
  ...named,
  path: '/api/v3/ticker',
  params: {
    ...some,
    windowSize: { kind: 'text', pattern: /^(?:[1-5]?[1-9]m|[1-5]0m|1?[1-9]h|10h|2[0-3]h|[1-7]d)$/ },
    type,
  },
};

/** One pair is cheaper than several, and several cost what all do. */
const oneOrMore = (params: Params): number => (pairsIn(params) === 1 && params.symbol !== undefined ? 2 : 4);

/** Of these there is no time and no number. */
const newest = { params: any, weight: oneOrMore, answers: 'object or list' } as const;

export const tickerPrice: Endpoint<RawPrice> = {
  ...newest,
  path: '/api/v3/ticker/price',
  row: object({ symbol: text, price: decimal }),
};

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 * `{"symbol":"BTCUSDT","price":"10.50000000"}`
 */
export interface RawPrice {
  readonly symbol: string;
  readonly price: string;
}

export const bookTicker: Endpoint<RawBookTicker> = {
  ...newest,
  path: '/api/v3/ticker/bookTicker',
  row: object({ symbol: text, bidPrice: decimal, bidQty: decimal, askPrice: decimal, askQty: decimal }),
};

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 * `{"symbol":"BTCUSDT","bidPrice":"10.50","bidQty":"3.0","askPrice":"10.51","askQty":"1.2"}`
 */
export interface RawBookTicker {
  readonly symbol: string;
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
}
