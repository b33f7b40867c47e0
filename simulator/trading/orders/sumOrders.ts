import { MINUTE } from '../calendar.ts';
import type { Candle } from '../candle.ts';
import type { Order } from './orders.ts';

/** The candle of some orders of one minute (its number since the epoch), in order of time; undefined for none. */
export function sumOrders(minute: number, orders: readonly Order[]): Candle | undefined {
  const [first, last] = [orders[0], orders.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let [high, low, volume, takerVolume, trades] = [first.price, first.price, 0, 0, 0];
  let [quote, takerQuote] = [0n, 0n];
  for (const order of orders) {
    high = Math.max(high, order.price);
    low = Math.min(low, order.price);
    volume += order.quantity;
    trades += order.fills;
    const amount = BigInt(order.price) * BigInt(order.quantity);
    quote += amount;
    if (!order.takerBuys) continue;
    takerVolume += order.quantity;
    takerQuote += amount;
  }
  const [openTime, closeTime] = [minute * MINUTE, minute * MINUTE + MINUTE - 1];
  const prices = { open: first.price, high, low, close: last.price };
  return { openTime, closeTime, ...prices, volume, quote, takerVolume, takerQuote, orders: orders.length, trades };
}
