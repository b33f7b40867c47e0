import { MINUTE, unitStart } from '../../trading/calendar.ts';
import type { Candle } from '../../trading/candle.ts';
import { createCandles } from '../../trading/history/candles.ts';
import type { History } from '../../trading/history/history.ts';
import { closeBefore } from './closeBefore.ts';
import type { PriceLine } from './contract.ts';
import { priceCandle } from './priceHistory.ts';

/** The trades that a price follows, in ticks. */
export interface Underlying {
  readonly history: History;
  /** How many units of 10^-8 a tick is. */
  readonly unit: number;
  pricesIn(minute: number): readonly { readonly price: number; readonly time: number }[];
  /** The last price at an instant; undefined before the first trade. */
  lastPrice(now: number): number | undefined;
}

/** Prices are looked at each second. */
export const wholeSecond = (now: number): number => Math.floor(now / 1000) * 1000;

/**
 * A price line that follows trades.
 * @param history its candles of whole units
 * @param offsetAt what it is above the trades' price at an instant, units of 10^-8
 */
export function createPriceLine(under: Underlying, history: History, offsetAt: (time: number) => number): PriceLine {
  const liveMinute = (minute: number, now: number): Candle => {
    const start = unitStart('minute', minute);
    const first =
      under.history.candle('minute', minute - 1)?.close ?? under.history.candle('minute', minute)?.open ?? 0;
    const later = under.pricesIn(minute).flatMap(({ price, time }) => (time <= now ? [price] : []));
    const prices = [first, ...later].map((price) => price * under.unit + offsetAt(start));
    const span = {
      open: prices[0] ?? 0,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1) ?? 0,
    };
    const times = { openTime: start, closeTime: start + MINUTE - 1 };
    return priceCandle(times, span, 1, Math.floor((now - start) / 1000) + 1);
  };
  const candles = createCandles(history, liveMinute);
  return {
    firstTime: candles.firstTime,
    candle: (interval, openTime, now) => candles.candle(interval, openTime, wholeSecond(now)),
    priceAt(now) {
      const instant = wholeSecond(now);
      const price = under.lastPrice(instant);
      return price === undefined ? undefined : price * under.unit + offsetAt(instant);
    },
    atMinute(time) {
      const close = closeBefore(under.history, time);
      return close === undefined ? this.priceAt(time) : close * under.unit + offsetAt(time);
    },
  };
}
