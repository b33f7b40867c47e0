import { coarsestAt, MINUTE, unitAt, unitStart } from '../calendar.ts';
import { type Candle, sumCandles } from '../candle.ts';
import type { History } from './history.ts';

/**
 * The exact sum of a history's candles between two whole minutes (ms), made of the longest ones that fit; undefined when there is none.
 * A single minute is returned as it is; else the sum has the times given.
 */
export function sumHistory(
  history: History,
  from: number,
  to: number,
  times: Pick<Candle, 'openTime' | 'closeTime'>,
): Candle | undefined {
  if (to - from === MINUTE) return history.candle('minute', unitAt('minute', from));
  const parts: Candle[] = [];
  let time = Math.max(from, history.firstTime);
  while (time < to) {
    const level = coarsestAt(time, to);
    const index = unitAt(level, time);
    const part = history.candle(level, index);
    if (part !== undefined) parts.push(part);
    time = unitStart(level, index + 1);
  }
  return sumCandles(times.openTime, times.closeTime, parts);
}
