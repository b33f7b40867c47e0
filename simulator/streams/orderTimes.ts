import { MINUTE, unitAt } from '../trading/calendar.ts';
import type { AggTrade } from '../trading/orders/numberedOrders.ts';
import type { Trading } from '../trading/trading.ts';

/** Orders with `after` < time <= `upTo` (ms), in order. */
export function ordersBetween(trading: Trading, after: number, upTo: number): AggTrade[] {
  const orders: AggTrade[] = [];
  for (let minute = unitAt('minute', after); minute <= unitAt('minute', upTo); minute += 1) {
    for (const order of trading.ordersIn(minute)) if (order.time > after && order.time <= upTo) orders.push(order);
  }
  return orders;
}

/** When the next order comes after `now`, if it is in the same minute; else when the next minute begins (ms). */
export function nextOrderTime(trading: Trading, now: number): number {
  const minute = unitAt('minute', now);
  return trading.ordersIn(minute).find(({ time }) => time > now)?.time ?? (minute + 1) * MINUTE;
}
