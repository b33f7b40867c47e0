import { apiErrors } from '../apiError.ts';
import { formatUnits } from '../decimals.ts';
import { unitAt } from '../market/calendar.ts';
import type { AggTrade, SymbolMarket } from '../market/symbolMarket.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { ordersFrom, ordersUpTo } from './listTrades.ts';

/** `/api/v3/aggTrades`: from an id, within times, or the newest. */
export const aggTrades: Endpoint = {
  parameters: ['symbol', 'fromId', 'startTime', 'endTime', 'limit'],
  answer({ params, now }) {
    const listing = params.listing();
    const [fromId, from, to] = [params.number('fromId'), params.time('startTime'), params.time('endTime')];
    if (fromId !== undefined && (from ?? to) !== undefined) throw apiErrors.badCombination();
    const { market } = listing;
    const limit = params.limit(500, 1000);
    const orders = select(market, instantOf(listing, now), fromId, from, to, limit);
    const { priceDecimals, quantityDecimals } = market.scale;
    return orders.map(({ id, price, quantity, firstTradeId, fills, time, takerBuys }) => ({
      a: id,
      p: formatUnits(price, priceDecimals),
      q: formatUnits(quantity, quantityDecimals),
      f: firstTradeId,
      l: firstTradeId + fills - 1,
      T: time,
      m: !takerBuys,
      M: true,
    }));
  },
};

function select(
  market: SymbolMarket,
  now: number,
  fromId: number | undefined,
  from: number | undefined,
  to: number | undefined,
  limit: number,
): AggTrade[] {
  if (fromId !== undefined) {
    const minute = market.minuteOf('orders', fromId, now);
    return minute === undefined ? [] : ordersFrom(market, minute, now, limit, ({ id }) => id >= fromId);
  }
  const last = Math.min(to ?? now, now);
  if (from === undefined) return ordersUpTo(market, last, limit);
  const minute = unitAt('minute', Math.max(from, market.firstTime));
  return ordersFrom(market, minute, last, limit, ({ time }) => time >= from);
}
