import type { Interval } from '../../markets/markets.js';
import type { StreamedCandles } from '../../model/streamed.ts';
import { addTrades } from './addTrades.ts';
import { aggTradesOf, readAggTrade } from './events/aggTrade.ts';
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
      if ((Object(event) as { e?: unknown }).e !== 'aggTrade') return { candle: readKline(event, symbol) };
      const { p, q, f, l, T, m } = readAggTrade(event, symbol);
      return { trade: { price: p, quantity: q, firstId: f, lastId: l, time: T, takerBuys: !m } };
    },
    add: (row, trades, openTime) => addTrades(interval, row as RawKline | null, trades, openTime),
  };
}
