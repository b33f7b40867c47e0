import type { StreamedEntry, StreamedRows } from '../../../model/streamed.ts';
import { figuresOfPrice } from '../figuresOf.ts';
import { aggTradeFields, type RawAggTrade } from '../rawAggTrade.ts';
import { asAnswered, eventOf, streamOf } from './event.ts';
import { lastTradeOf } from './lastTrade.ts';

/** The stream of aggregate trades: what one taker's order has traded at one price. */
export const aggTradesOf = (symbol: string): string => streamOf(symbol, '@aggTrade');

/** Checks an event of the stream of aggregate trades. */
export const readAggTrade = eventOf<AggTradeEvent>('aggTrade', aggTradeFields, (trade) =>
  trade.l < trade.f ? 'it ends before it begins' : faultOfTime(trade),
);

/** How aggregate trades come: an event has all fields of a row, by the same names. */
export const aggTradeRows: StreamedRows = {
  by: 'rows',
  streamsOf: (symbol) => [aggTradesOf(symbol)],
  lastTradeOf,
  rowOf: readAggTrade,
};

/** How the latest price comes: it is that of the newest trade. @param entryOf the trade as an answer has the price, and its order */
export const priceOfTrades = (
  entryOf: (trade: AggTradeEvent) => readonly [row: { readonly symbol: string }, order: number],
): StreamedEntry => ({
  by: 'entry',
  streamsOf: (symbol) => [aggTradesOf(symbol)],
  lastTradeOf,
  figuresOf: figuresOfPrice,
  entryOf: (event, symbol) => asAnswered(...entryOf(readAggTrade(event, symbol))),
});

/** A trade is told after it was made. Clocks of the exchange may differ, but not by so much, ms. */
const AHEAD_MS = 60_000;

/** A wrong digit in a trade's time would begin a candle of the future. */
export const faultOfTime = ({ E, T }: { readonly E: number; readonly T: number }): string | null =>
  T > E + AHEAD_MS ? 'it tells a trade of later' : null;

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#aggregate-trade-streams
 * `{"e":"aggTrade","E":1790000100125,"s":"BTCUSDT","a":501,"p":"10.50","q":"2.00","f":9001,"l":9003,"T":1790000100123,"m":false,"M":true}`
 */
export interface AggTradeEvent extends RawAggTrade {
  readonly E: number;
  readonly s: string;
  /** Futures only, since January 2026: the quantity without orders that only retail traders can meet. */
  readonly nq?: string;
}
