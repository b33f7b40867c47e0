import { DAY, FIRST_MONDAY, HOUR, MINUTE, SECOND, unitAt, unitStart, WEEK } from './trading/calendar.ts';

/** A candle length: where the candle that holds a time opens, and where the next and the one before do. */
export interface Interval {
  /** `anchor` is the day of the symbol's first trade (ms): 3d candles count from it, as Binance's do. */
  open(time: number, anchor: number): number;
  next(openTime: number): number;
  previous(openTime: number): number;
}

function every(length: number, origin = 0): Interval {
  return {
    open: (time) => Math.floor((time - origin) / length) * length + origin,
    next: (openTime) => openTime + length,
    previous: (openTime) => openTime - length,
  };
}

const month: Interval = {
  open: (time) => unitStart('month', unitAt('month', time)),
  next: (openTime) => unitStart('month', unitAt('month', openTime) + 1),
  previous: (openTime) => unitStart('month', unitAt('month', openTime) - 1),
};

const threeDays: Interval = { ...every(3 * DAY), open: (time, anchor) => every(3 * DAY, anchor).open(time, anchor) };

/** Every interval of both markets, by Binance's name. */
export const intervals: ReadonlyMap<string, Interval> = new Map([
  ['1m', every(MINUTE)],
  ['3m', every(3 * MINUTE)],
  ['5m', every(5 * MINUTE)],
  ['15m', every(15 * MINUTE)],
  ['30m', every(30 * MINUTE)],
  ['1h', every(HOUR)],
  ['2h', every(2 * HOUR)],
  ['4h', every(4 * HOUR)],
  ['6h', every(6 * HOUR)],
  ['8h', every(8 * HOUR)],
  ['12h', every(12 * HOUR)],
  ['1d', every(DAY)],
  ['3d', threeDays],
  ['1w', every(WEEK, FIRST_MONDAY)],
  ['1M', month],
]);

/** Those of the spot market, which alone has candles of a second. */
export const spotIntervals: ReadonlyMap<string, Interval> = new Map([['1s', every(SECOND)], ...intervals]);

/** The same interval by another clock, which is `aheadMs` ahead of UTC. */
export const shifted = (interval: Interval, aheadMs: number): Interval => ({
  open: (time, anchor) => interval.open(time + aheadMs, anchor) - aheadMs,
  next: (openTime) => interval.next(openTime + aheadMs) - aheadMs,
  previous: (openTime) => interval.previous(openTime + aheadMs) - aheadMs,
});
