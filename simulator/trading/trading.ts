import type { Interval } from '../intervals.ts';
import { MINUTE, SECOND, unitAt } from './calendar.ts';
import { type Candle, flatCandle, type Scale, sumCandles } from './candle.ts';
import { type Candles, createCandles } from './history/candles.ts';
import type { History } from './history/history.ts';
import { sumHistory } from './history/sumHistory.ts';
import type { AggTrade, Counts, NumberedOrders } from './orders/numberedOrders.ts';
import { sumOrders } from './orders/sumOrders.ts';

/** A span of trades: its exact sum (undefined without any trade) and how many came before it. */
export interface TradeSpan {
  readonly sum: Candle | undefined;
  readonly before: Counts;
}

/**
 * What was traded of one symbol, readable at any instant: everything it answers is what trades up to `now` say. Whole minutes come from
 * the history's candles, the minute under way from its orders one by one.
 */
export interface Trading extends NumberedOrders, Candles {
  readonly scale: Scale;
  /** The last order at or before `now`; undefined before the first. */
  lastOrder(now: number): AggTrade | undefined;
  /** All trades with from <= time <= to. */
  span(from: number, to: number): TradeSpan;
}

/** @param numbered the orders that the history's candles are made of */
export function createTrading(history: History, scale: Scale, numbered: NumberedOrders): Trading {
  const { ordersIn, countsBefore } = numbered;
  const firstMinute = unitAt('minute', history.firstTime);

  const lastOrder = (now: number): AggTrade | undefined => {
    for (let minute = unitAt('minute', now); minute >= firstMinute; minute -= 1) {
      const last = ordersIn(minute).findLast(({ time }) => time <= now);
      if (last !== undefined) return last;
    }
    return undefined;
  };

  /** The sum of the trades of one minute between two times; undefined without any. */
  const partOfMinute = (minute: number, from: number, to: number): Candle | undefined =>
    sumOrders(
      minute,
      ordersIn(minute).filter(({ time }) => time >= from && time <= to),
    );

  /** Flat at the last price while the minute under way has no trade. */
  const ofMinutes = createCandles(
    history,
    (minute, now) => partOfMinute(minute, 0, now) ?? flatCandle(0, 0, lastOrder(now)?.price ?? 0),
  );

  /** A second's trades; flat at the price before it without any. None where its minute has none. */
  const secondCandle = (openTime: number, now: number): Candle | undefined => {
    const minute = unitAt('minute', openTime);
    const around = openTime > now || minute < firstMinute ? undefined : history.candle('minute', minute);
    if (around === undefined) return undefined;
    const closeTime = openTime + SECOND - 1;
    const sum = partOfMinute(minute, openTime, Math.min(closeTime, now));
    if (sum !== undefined) return { ...sum, openTime, closeTime };
    return flatCandle(openTime, closeTime, lastOrder(openTime - 1)?.price ?? around.open);
  };

  const candle = (interval: Interval, openTime: number, now: number): Candle | undefined =>
    interval.next(openTime) - openTime < MINUTE
      ? secondCandle(openTime, now)
      : ofMinutes.candle(interval, openTime, now);

  /** The trades of the first minute, of all whole minutes between, and of the last. */
  const span = (from: number, to: number): TradeSpan => {
    const [first, last] = [Math.max(firstMinute, unitAt('minute', from)), unitAt('minute', to)];
    const head = partOfMinute(first, from, to);
    const noTimes = { openTime: 0, closeTime: 0 };
    const body = first + 1 < last ? sumHistory(history, (first + 1) * MINUTE, last * MINUTE, noTimes) : undefined;
    const tail = last > first ? partOfMinute(last, from, to) : undefined;
    const parts = [head, body, tail].flatMap((part) => (part === undefined || part.trades === 0 ? [] : [part]));
    const skipped = ordersIn(first).filter(({ time }) => time < from);
    const start = countsBefore(first);
    const trades = start.trades + skipped.reduce((count, { fills }) => count + fills, 0);
    return { sum: sumCandles(from, to, parts), before: { orders: start.orders + skipped.length, trades } };
  };

  return { scale, firstTime: history.firstTime, ...numbered, candle, lastOrder, span };
}
