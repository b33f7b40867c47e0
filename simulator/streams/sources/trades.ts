import { aggTradeRow } from '../../endpoints/aggTrades.ts';
import { fillsOf } from '../../endpoints/trades.ts';
import { MINUTE } from '../../trading/calendar.ts';
import type { AggTrade } from '../../trading/orders/numberedOrders.ts';
import type { Listing } from '../../trading/pairs.ts';
import { nextOrderTime, ordersBetween } from '../orderTimes.ts';
import type { Emit } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

/** Trades older than this are not told any more, such as those of a long halt (ms). */
const OLDEST = MINUTE;

/** Tells each order once, in order. */
export function tellOrders<Kind extends Listing>(
  tellOrder: (listing: Kind, order: AggTrade, now: number, emit: Emit) => void,
): PairTelling<Kind> {
  let told = 0;
  const next = (listing: Kind, now: number): number => nextOrderTime(listing.trading, Math.max(told, now));
  return {
    start(listing, instant, now) {
      told = instant;
      return next(listing, now);
    },
    tell(listing, instant, now, emit) {
      for (const order of ordersBetween(listing.trading, Math.max(told, instant - OLDEST), instant)) {
        tellOrder(listing, order, now, emit);
      }
      told = instant;
      return next(listing, now);
    },
  };
}

/** `<symbol>@aggTrade`. */
export const aggTradeTelling = (): PairTelling =>
  tellOrders(({ spec, trading }, order, now, emit) => {
    const { a, p, q, f, l, T, m, M } = aggTradeRow(order, trading.scale);
    emit((time) => ({ e: 'aggTrade', E: time(now), s: spec.symbol, a, p, q, f, l, T: time(T), m, M }));
  });

/** `<symbol>@trade`. */
export const tradeTelling = (): PairTelling =>
  tellOrders(({ spec, trading }, order, now, emit) => {
    for (const { id, price, qty, isBuyerMaker } of fillsOf(order, trading.scale)) {
      emit((time) => ({
        e: 'trade',
        E: time(now),
        s: spec.symbol,
        t: id,
        p: price,
        q: qty,
        T: time(order.time),
        m: isBuyerMaker,
        M: true,
      }));
    }
  });
