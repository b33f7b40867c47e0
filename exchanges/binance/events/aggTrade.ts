import { count, milliseconds, positiveDecimal } from '../fields.ts';
import { eventOf, streamOf } from './event.ts';

/** The stream of aggregate trades: what one taker's order has traded at one price. */
export const aggTradesOf = (symbol: string): string => streamOf(symbol, '@aggTrade');

/** Checks an event of the stream of aggregate trades. */
export const readAggTrade = eventOf<AggTradeEvent>(
  'aggTrade',
  {
    a: count,
    p: positiveDecimal,
    q: positiveDecimal,
    f: count,
    l: count,
    T: milliseconds,
    m: { type: 'boolean' },
  },
  (trade) => (trade.l < trade.f ? 'it ends before it begins' : faultOfTime(trade)),
);

/** A trade is told after it was made. Clocks of the exchange may differ, but not by so much, ms. */
const AHEAD_MS = 60_000;

/** A wrong digit in a trade's time would begin a candle of the future. */
export const faultOfTime = ({ E, T }: { readonly E: number; readonly T: number }): string | null =>
  T > E + AHEAD_MS ? 'it tells a trade of later' : null;

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#aggregate-trade-streams
 * `{"e":"aggTrade","E":1790000100125,"s":"BTCUSDT","a":501,"p":"10.50","q":"2.00","f":9001,"l":9003,"T":1790000100123,"m":false,"M":true}`
 */
export interface AggTradeEvent {
  readonly E: number;
  readonly s: string;
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  /** The buyer is the maker: the taker sold. */
  readonly m: boolean;
}
