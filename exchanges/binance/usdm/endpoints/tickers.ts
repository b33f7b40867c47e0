import { type Endpoint, oneOrAll, symbol } from '../../../../model/endpoint.ts';
import { count, decimal, milliseconds, object, signedDecimal, tradeId } from '../../fields.ts';

const text = { type: 'string' };

/** Without bid and ask, other than spot's. */
export const ticker24hr: Endpoint<RawDay> = {
  path: '/fapi/v1/ticker/24hr',
  params: { symbol },
  weight: oneOrAll(1, 40),
  answers: 'object or list',
  row: object({
    symbol: text,
    priceChange: signedDecimal,
    priceChangePercent: signedDecimal,
    weightedAvgPrice: decimal,
    lastPrice: decimal,
    lastQty: decimal,
    openPrice: decimal,
    highPrice: decimal,
    lowPrice: decimal,
    volume: decimal,
    quoteVolume: decimal,
    openTime: milliseconds,
    closeTime: milliseconds,
    // -1 if there was no trade.
    firstId: tradeId,
    lastId: tradeId,
    count,
  }),
};

/** `{"symbol":"BTCUSDT","priceChange":"0.5", … "highPrice":"11.0","lowPrice":"9.8", … "closeTime":1790000000000,"firstId":1,"lastId":900,"count":900}` */
export interface RawDay {
  readonly symbol: string;
  readonly closeTime: number;
}

const price = object({ symbol: text, price: decimal, time: milliseconds });

/** `{"symbol":"BTCUSDT","price":"10.50","time":1790000000123}`: `time` is that of the last trade. */
export interface RawPrice {
  readonly symbol: string;
  readonly price: string;
  readonly time: number;
}

/** Binance advises against it: version 2 answers the same. */
export const tickerPrice: Endpoint<RawPrice> = {
  path: '/fapi/v1/ticker/price',
  params: { symbol },
  weight: oneOrAll(1, 2),
  answers: 'object or list',
  row: price,
};

/** The exchange says itself that its count of weight in the answer is not exact. */
export const tickerPriceV2: Endpoint<RawPrice> = { ...tickerPrice, path: '/fapi/v2/ticker/price' };

/** The exchange says itself that its count of weight in the answer is not exact. */
export const bookTicker: Endpoint<RawBookTicker> = {
  path: '/fapi/v1/ticker/bookTicker',
  params: { symbol },
  weight: oneOrAll(2, 5),
  answers: 'object or list',
  row: object(
    { symbol: text, bidPrice: decimal, bidQty: decimal, askPrice: decimal, askQty: decimal, time: milliseconds },
    { lastUpdateId: count },
  ),
};

/** `{"symbol":"BTCUSDT","bidPrice":"10.50","bidQty":"3.0","askPrice":"10.51","askQty":"1.2","time":1790000000123,"lastUpdateId":77001}` */
export interface RawBookTicker {
  readonly symbol: string;
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
  readonly time: number;
  /** The book's last update; not documented, but sent since 2026. */
  readonly lastUpdateId?: number;
}
