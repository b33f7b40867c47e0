import type { LiveCandle, LiveLiquidation, LiveTrade } from '../../../model/liveStreams.ts';
import { productOf } from '../../../model/scaled.ts';
import { candleIn } from '../normalRows.ts';

/** Whom an event is about, as the caller calls it. */
export interface Subject {
  readonly exchange: string;
  /** The exchange's name. */
  readonly symbol: string;
}

const stamped = (type: string, { exchange, symbol }: Subject, ms: number) => ({
  ...{ type, exchange, symbol },
  timestamp: new Date(ms).toISOString(),
  timestampMs: ms,
});

/** A candle; its time is that at which it opens. */
export function candleTold(candle: LiveCandle, subject: Subject, interval: string) {
  const { openTime, values } = candleIn(candle.row);
  return {
    ...stamped('ohlc', subject, openTime),
    ...{ interval, ...values },
    final: candle.isFinal,
    toldAt: candle.toldAt,
  };
}

export function liquidationTold({ time, ...order }: LiveLiquidation, subject: Subject) {
  const { side, price, averagePrice, quantity: qty, filled: filledQty, status } = order;
  return {
    ...stamped('liquidation', subject, time),
    ...{ side, price, averagePrice, qty, filledQty, quoteValue: productOf(averagePrice, filledQty), status },
    // Of each symbol and second the exchange tells the last one at most.
    sampled: true,
  };
}

/** @param quoteValue price × quantity */
export function largeTradeTold(trade: LiveTrade, quoteValue: string, threshold: string, subject: Subject) {
  const { id, time, side, price, quantity: qty, firstId, lastId } = trade;
  return {
    ...stamped('large_trade', subject, time),
    ...{ id, side, price, qty, quoteValue, firstId, lastId, threshold },
  };
}
