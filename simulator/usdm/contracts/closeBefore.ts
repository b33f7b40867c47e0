import { DAY, HOUR, unitAt } from '../../trading/calendar.ts';
import type { History } from '../../trading/history/history.ts';

/** The price with which the longest unit closed that ends at a whole minute (ms): of old times it is found much faster than the minute's. */
export function closeBefore(history: History, time: number): number | undefined {
  const level = time % DAY === 0 ? 'day' : time % HOUR === 0 ? 'hour' : 'minute';
  return history.candle(level, unitAt(level, time) - 1)?.close;
}
