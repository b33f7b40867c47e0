import { apiErrors } from '../apiError.ts';
import { unitAt } from '../trading/calendar.ts';
import type { Scale } from '../trading/candle.ts';
import type { AggTrade } from '../trading/orders/numberedOrders.ts';
import type { Trading } from '../trading/trading.ts';
import { writePrice, writeQuantity } from '../written.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { ordersFrom, ordersUpTo } from './listTrades.ts';

/** `/api/v3/aggTrades`: from an id, within times, or the newest. */
export const aggTrades: Endpoint = {
  parameters: ['symbol', 'fromId', 'startTime', 'endTime', 'limit'],
  answer({ params, now }) {
    const listing = params.listing();
    const [fromId, from, to] = [params.number('fromId'), params.time('startTime'), params.time('endTime')];
    if (fromId !== undefined && (from ?? to) !== undefined) throw apiErrors.badCombination();
    const { trading } = listing;
    const wanted = { fromId, from, to, limit: params.limit(500, 1000) };
    return selectOrders(trading, instantOf(listing, now), wanted).map((order) => aggTradeRow(order, trading.scale));
  },
};

/** An aggregate trade as it is sent. */
export function aggTradeRow(order: AggTrade, scale: Scale) {
  return {
    a: order.id,
    p: writePrice(scale, order.price),
    q: writeQuantity(scale, order.quantity),
    f: order.firstTradeId,
    l: order.firstTradeId + order.fills - 1,
    T: order.time,
    m: !order.takerBuys,
    M: true,
  };
}

/** Which aggregate trades are asked for: from an id on, or within [from, to]; times in ms. */
export interface OrderQuery {
  readonly fromId: number | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number;
}

/** Those of them that there are at `now`, oldest first. */
export function selectOrders(trading: Trading, now: number, { fromId, from, to, limit }: OrderQuery): AggTrade[] {
  if (fromId !== undefined) {
    const minute = trading.minuteOf('orders', fromId, now);
    return minute === undefined ? [] : ordersFrom(trading, minute, now, limit, ({ id }) => id >= fromId);
  }
  const last = Math.min(to ?? now, now);
  if (from === undefined) return ordersUpTo(trading, last, limit);
  const minute = unitAt('minute', Math.max(from, trading.firstTime));
  return ordersFrom(trading, minute, last, limit, ({ time }) => time >= from);
}
