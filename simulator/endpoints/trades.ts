import type { Scale } from '../trading/candle.ts';
import type { AggTrade } from '../trading/orders/numberedOrders.ts';
import type { Listing } from '../trading/pairs.ts';
import { shareOut } from '../trading/shareOut.ts';
import { writeAmount, writePrice, writeQuantity } from '../written.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { ordersFrom, ordersUpTo } from './listTrades.ts';

/** `/api/v3/trades`: the newest. */
export const trades: Endpoint = {
  parameters: ['symbol', 'limit'],
  answer({ params, now }) {
    return newestTrades(params.listing(), now, params.limit(500, 1000));
  },
};

/** `/api/v3/historicalTrades`: from an id, or the newest. */
export const historicalTrades: Endpoint = {
  parameters: ['symbol', 'limit', 'fromId'],
  answer({ params, now }) {
    const [listing, fromId, limit] = [params.listing(), params.number('fromId'), params.limit(500, 1000)];
    return fromId === undefined ? newestTrades(listing, now, limit) : tradesFrom(listing, now, fromId, limit);
  },
};

/** The newest trades at an instant, oldest first. */
export function newestTrades(listing: Listing, now: number, limit: number): TradeRow[] {
  const orders = ordersUpTo(listing.trading, instantOf(listing, now), limit, 'trades');
  return orders.flatMap((order) => fillsOf(order, listing.trading.scale)).slice(-limit);
}

/** The trades from an id on. */
export function tradesFrom(listing: Listing, now: number, fromId: number, limit: number): TradeRow[] {
  const last = instantOf(listing, now);
  const minute = listing.trading.minuteOf('trades', fromId, last);
  if (minute === undefined) return [];
  const isWanted = ({ firstTradeId, fills }: AggTrade) => firstTradeId + fills > fromId;
  const orders = ordersFrom(listing.trading, minute, last, limit, isWanted);
  const rows = orders.flatMap((order) => fillsOf(order, listing.trading.scale));
  return rows.filter(({ id }) => id >= fromId).slice(0, limit);
}

export type TradeRow = ReturnType<typeof fillsOf>[number];

/** The trades that filled an order: its quantity in parts of at least one step, all at its price and time. */
export function fillsOf(order: AggTrade, scale: Scale) {
  const weights = Array.from({ length: order.fills }, (_, index) => 1 + ((order.id + index * 7) % 5));
  return shareOut(order.quantity - order.fills, weights).map((share, index) => ({
    id: order.firstTradeId + index,
    price: writePrice(scale, order.price),
    qty: writeQuantity(scale, share + 1),
    quoteQty: writeAmount(scale, BigInt(order.price) * BigInt(share + 1)),
    time: order.time,
    isBuyerMaker: !order.takerBuys,
    isBestMatch: true,
  }));
}
