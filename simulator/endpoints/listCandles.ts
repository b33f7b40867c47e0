import type { Interval } from '../intervals.ts';
import { DAY } from '../trading/calendar.ts';
import type { Candle } from '../trading/candle.ts';
import type { Candles } from '../trading/history/candles.ts';

/** Candles whose open time lies within [from, to]: the oldest from `from` on, else the newest up to `to`; oldest first. */
export function listCandles(
  source: Candles,
  interval: Interval,
  now: number,
  from: number | undefined,
  to: number | undefined,
  limit: number,
): Candle[] {
  const anchor = Math.floor(source.firstTime / DAY) * DAY;
  const newest = interval.open(Math.min(to ?? now, now), anchor);
  const candles: Candle[] = [];
  const oldest = interval.open(source.firstTime, anchor);
  if (from === undefined) {
    for (let openTime = newest; openTime >= oldest && candles.length < limit; openTime = interval.previous(openTime)) {
      const candle = source.candle(interval, openTime, now);
      if (candle !== undefined) candles.push(candle);
    }
    return candles.reverse();
  }
  const start = interval.open(from, anchor);
  const first = Math.max(oldest, start < from ? interval.next(start) : start);
  for (let openTime = first; openTime <= newest && candles.length < limit; openTime = interval.next(openTime)) {
    const candle = source.candle(interval, openTime, now);
    if (candle !== undefined) candles.push(candle);
  }
  return candles;
}
