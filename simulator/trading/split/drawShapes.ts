import type { Candle } from '../candle.ts';
import { drawExponential, drawNormal, type Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import { PLAIN_BELOW } from './plainMinute.ts';
import { priceCurve } from './priceCurve.ts';
import type { SplitRule } from './splitRules.ts';

/** Prices and orders of a finer candle, before it has volumes. */
export interface Shape {
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  readonly orders: number;
}

/**
 * Draws the prices and orders of the `count` finer candles of a coarse one. They follow a random curve from its open to its close; where
 * the curve is highest one candle gets the coarse one's high, where it is lowest another gets its low.
 */
export function drawShapes(parent: Candle, count: number, rule: SplitRule, random: Random): Shape[] {
  const curve = priceCurve(parent, count, random);
  const at = (index: number) => curve[index] ?? parent.close;
  const top = bestSlot(count, -1, (slot) => Math.max(at(slot), at(slot + 1)));
  const bottom = bestSlot(count, top, (slot) => -Math.min(at(slot), at(slot + 1)));
  const orders = drawOrders(parent.orders, count, rule, [top, bottom], random);
  // The price moves only in a candle of two orders or more, so the last of these has to arrive at the close.
  const lastMoving = orders.findLastIndex((own) => own > 1);
  const reach = (parent.high - parent.low) * rule.wick;
  let price = parent.open;
  return orders.map((own, slot) => {
    const open = price;
    if (own > 1) price = slot === lastMoving ? parent.close : at(slot + 1);
    const [upper, lower] = [Math.max(open, price), Math.min(open, price)];
    if (own < PLAIN_BELOW) return { open, close: price, high: upper, low: lower, orders: own };
    const wicks = [drawNormal(random), drawNormal(random)].map((draw) => Math.round(Math.abs(draw) * reach));
    const high = slot === top ? parent.high : Math.min(parent.high, upper + (wicks[0] ?? 0));
    const low = slot === bottom ? parent.low : Math.max(parent.low, lower - (wicks[1] ?? 0));
    return { open, close: price, high, low, orders: own };
  });
}

/** The slot of the highest score, `except` left out. */
function bestSlot(count: number, except: number, score: (slot: number) => number): number {
  let best = except === 0 ? 1 : 0;
  for (let slot = 0; slot < count; slot += 1) {
    if (slot !== except && score(slot) > score(best)) best = slot;
  }
  return best;
}

/** Orders of each finer candle. Those that hold the high and the low must not be plain: a plain one has no price beside open and close. */
function drawOrders(
  total: number,
  count: number,
  rule: SplitRule,
  holders: readonly number[],
  random: Random,
): number[] {
  const least = Array.from({ length: count }, (_, slot) =>
    Math.max(rule.minOrders, holders.includes(slot) ? PLAIN_BELOW : 0),
  );
  const spare = total - least.reduce((left, right) => left + right, 0);
  const weights = least.map(() => (rule.minOrders > 0 ? 0.4 + 1.2 * random() : 0.2 + drawExponential(random)));
  return shareOut(spare, weights).map((share, slot) => share + (least[slot] ?? 0));
}
