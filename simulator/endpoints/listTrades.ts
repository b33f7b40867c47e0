import { unitAt } from '../market/calendar.ts';
import type { AggTrade, SymbolMarket } from '../market/symbolMarket.ts';

/** Orders from a minute on that pass `keep`, oldest first, none after `to`. */
export function ordersFrom(
  market: SymbolMarket,
  minute: number,
  to: number,
  limit: number,
  keep: (order: AggTrade) => boolean,
): AggTrade[] {
  const found: AggTrade[] = [];
  for (let current = minute; current <= unitAt('minute', to) && found.length < limit; current += 1) {
    for (const order of market.ordersIn(current)) {
      if (order.time <= to && keep(order)) found.push(order);
      if (found.length === limit) break;
    }
  }
  return found;
}

/** The newest orders at or before `to`, oldest first; as many as hold `limit` trades when `by` says so. */
export function ordersUpTo(
  market: SymbolMarket,
  to: number,
  limit: number,
  by: 'orders' | 'trades' = 'orders',
): AggTrade[] {
  const parts: AggTrade[][] = [];
  let missing = limit;
  const first = unitAt('minute', market.firstTime);
  for (let minute = unitAt('minute', to); minute >= first && missing > 0; minute -= 1) {
    const part = market.ordersIn(minute).filter(({ time }) => time <= to);
    parts.push(part);
    missing -= by === 'orders' ? part.length : part.reduce((sum, { fills }) => sum + fills, 0);
  }
  const orders = parts.reverse().flat();
  return by === 'orders' ? orders.slice(-limit) : orders;
}
