import { unitAt } from '../trading/calendar.ts';
import type { AggTrade } from '../trading/orders/numberedOrders.ts';
import type { Trading } from '../trading/trading.ts';

/** Orders from a minute on that pass `keep`, oldest first, none after `to`. */
export function ordersFrom(
  trading: Trading,
  minute: number,
  to: number,
  limit: number,
  keep: (order: AggTrade) => boolean,
): AggTrade[] {
  const found: AggTrade[] = [];
  for (let current = minute; current <= unitAt('minute', to) && found.length < limit; current += 1) {
    for (const order of trading.ordersIn(current)) {
      if (order.time <= to && keep(order)) found.push(order);
      if (found.length === limit) break;
    }
  }
  return found;
}

/** The newest orders at or before `to`, oldest first; as many as hold `limit` trades when `by` says so. */
export function ordersUpTo(
  trading: Trading,
  to: number,
  limit: number,
  by: 'orders' | 'trades' = 'orders',
): AggTrade[] {
  const parts: AggTrade[][] = [];
  let missing = limit;
  const first = unitAt('minute', trading.firstTime);
  for (let minute = unitAt('minute', to); minute >= first && missing > 0; minute -= 1) {
    const part = trading.ordersIn(minute).filter(({ time }) => time <= to);
    parts.push(part);
    missing -= by === 'orders' ? part.length : part.reduce((sum, { fills }) => sum + fills, 0);
  }
  const orders = parts.reverse().flat();
  return by === 'orders' ? orders.slice(-limit) : orders;
}
