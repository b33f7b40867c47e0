import { count, milliseconds, positiveDecimal } from '../fields.ts';
import { faultOfTime } from './aggTrade.ts';
import { eventOf, streamOf } from './event.ts';

/** The stream of single trades. */
export const tradesOf = (symbol: string): string => streamOf(symbol, '@trade');

/** Fields of a single trade in an event, in any market. */
export const tradeFields = {
  t: count,
  p: positiveDecimal,
  q: positiveDecimal,
  T: milliseconds,
  m: { type: 'boolean' },
};

/** Checks an event of the stream of single trades. */
export const readTrade = eventOf<TradeEvent>('trade', tradeFields, faultOfTime);

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#trade-streams
 * `{"e":"trade","E":1790000000125,"s":"BTCUSDT","t":9001,"p":"10.50","q":"2.00","T":1790000000123,"m":false,"M":true}`
 */
export interface TradeEvent {
  readonly E: number;
  readonly s: string;
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}
