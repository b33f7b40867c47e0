import type { Interval } from '../../intervals.ts';
import { type Cache, createCache } from '../cache.ts';
import { MINUTE, unitAt } from '../calendar.ts';
import { type Candle, sumCandles } from '../candle.ts';
import type { History } from './history.ts';
import { sumHistory } from './sumHistory.ts';

/** Candles of every interval, as they stand at any instant. */
export interface Candles {
  readonly firstTime: number;
  /** The candle of an interval that opens at `openTime`, as it stands at `now`; undefined where the exchange has none. */
  candle(interval: Interval, openTime: number, now: number): Candle | undefined;
}

/** As many closed candles of an interval as anybody asks for at once. */
const CLOSED_KEPT = 1200;

/**
 * Candles from a history: whole minutes are the history's, and only the minute under way is asked for.
 * @param liveMinute what the minute that holds `now` has seen so far, the instant `now` included
 */
export function createCandles(history: History, liveMinute: (minute: number, now: number) => Candle): Candles {
  const closedCandles = new WeakMap<Interval, Cache<Candle | undefined>>();

  /** It does not change any more, and a client that has lost its data asks for all of them again. */
  const closedCandle = (interval: Interval, openTime: number, end: number): Candle | undefined => {
    const kept = closedCandles.get(interval) ?? createCache<Candle | undefined>(CLOSED_KEPT);
    closedCandles.set(interval, kept);
    return kept.get(openTime, () => sumHistory(history, openTime, end, { openTime, closeTime: end - 1 }));
  };

  /** Its whole minutes, and the one under way. */
  const formingCandle = (openTime: number, end: number, now: number): Candle | undefined => {
    const times = { openTime, closeTime: end - 1 };
    const forming = unitAt('minute', now);
    const closed = sumHistory(history, openTime, Math.min(end, forming * MINUTE), times);
    if (history.candle('minute', forming) === undefined) return closed;
    const live = liveMinute(forming, now);
    return sumCandles(times.openTime, times.closeTime, closed === undefined ? [live] : [closed, live]);
  };

  return {
    firstTime: history.firstTime,
    candle(interval, openTime, now) {
      const end = interval.next(openTime);
      if (openTime > now || end <= history.firstTime) return undefined;
      return now >= end ? closedCandle(interval, openTime, end) : formingCandle(openTime, end, now);
    },
  };
}
