import type { Interval } from '../../markets/markets.js';
import type { StreamedCandles, StreamedTrade } from '../../model/streamed.ts';
import { addTrades } from './addTrades.ts';
import { type AggTradeEvent, aggTradesOf, readAggTrade } from './events/aggTrade.ts';
import { klineReader, klinesOf } from './events/kline.ts';
import { lastTradeOf } from './events/lastTrade.ts';
import type { RawKline } from './rawKline.ts';

/** Candles of a pair: the forming one comes each second or two, or four times a second of futures; trades come at once. */
export function streamedCandles(
  interval: Interval,
  { closesWithinMs }: Pick<StreamedCandles, 'closesWithinMs'>,
): StreamedCandles {
  const readKline = klineReader(interval);
  return {
    by: 'candles',
    interval,
    closesWithinMs,
    streamsOf: (symbol) => [klinesOf(symbol, interval), aggTradesOf(symbol)],
    lastTradeOf,
    read(event, symbol) {
      return (Object(event) as { e?: unknown }).e === 'aggTrade'
        ? tradeIn(readAggTrade(event, symbol))
        : { candle: readKline(event, symbol) };
    },
    add: (row, trades, openTime) => addTrades(interval, row as RawKline | null, trades, openTime),
  };
}

/** Candles of all intervals read the same trade, one after another, and keep it: they share one object. */
let read: { readonly event: AggTradeEvent; readonly told: { readonly trade: StreamedTrade } } | null = null;

function tradeIn(event: AggTradeEvent): { readonly trade: StreamedTrade } {
  if (read?.event === event) return read.told;
  const { p, q, f, l, T, m } = event;
  const trade: StreamedTrade = { price: p, quantity: q, firstId: f, lastId: l, time: T, takerBuys: !m };
  read = { event, told: { trade } };
  return read.told;
}
