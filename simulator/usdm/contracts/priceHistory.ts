import type { Level } from '../../trading/calendar.ts';
import { MINUTE, unitStart } from '../../trading/calendar.ts';
import { type Candle, flatCandle } from '../../trading/candle.ts';
import type { History } from '../../trading/history/history.ts';

/** Prices that are no trades' are counted in units of 10^-8. */
export const PRICE_DECIMALS = 8;
const SECONDS = MINUTE / 1000;

/**
 * The history of a price that is looked at each second, such as an index: it follows the last trade's. A candle begins at the price that
 * stands when it opens, so that it goes on where the one before ended. It has no volume; it counts seconds.
 * @param unit how many units of 10^-8 a tick is
 */
export function createPriceHistory(trades: History, unit: number): History {
  return {
    firstTime: trades.firstTime,
    candle(level: Level, index: number) {
      const candle = trades.candle(level, index);
      if (candle === undefined) return undefined;
      const open = trades.candle(level, index - 1)?.close ?? candle.open;
      const from = Math.max(unitStart(level, index), trades.firstTime);
      const minutes = (unitStart(level, index + 1) - from) / MINUTE;
      return priceCandle(
        candle,
        { ...candle, open, high: Math.max(open, candle.high), low: Math.min(open, candle.low) },
        unit,
        minutes * SECONDS,
      );
    },
  };
}

type Prices = Pick<Candle, 'open' | 'high' | 'low' | 'close'>;

/** @param seconds how often it was looked at */
export function priceCandle(
  { openTime, closeTime }: Pick<Candle, 'openTime' | 'closeTime'>,
  { open, high, low, close }: Prices,
  unit: number,
  seconds: number,
): Candle {
  const prices = { open: open * unit, high: high * unit, low: low * unit, close: close * unit };
  return { ...flatCandle(openTime, closeTime, 0), ...prices, trades: seconds };
}
