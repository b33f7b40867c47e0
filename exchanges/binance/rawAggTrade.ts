import { count, milliseconds, positiveDecimal } from './fields.ts';

/** The fields of an aggregate trade, in answers and in events of all of Binance's markets. */
export const aggTradeFields = {
  a: count,
  p: positiveDecimal,
  q: positiveDecimal,
  f: count,
  l: count,
  T: milliseconds,
  m: { type: 'boolean' },
} as const;

/**
 * An aggregate trade: what one taker's order has traded at one price.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#compressedaggregate-trades-list
 * `{"a":501,"p":"10.50","q":"2.00","f":9001,"l":9003,"T":1790000000123,"m":false,"M":true}`
 */
export interface RawAggTrade {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  /** The buyer is the maker: the taker sold. */
  readonly m: boolean;
}
