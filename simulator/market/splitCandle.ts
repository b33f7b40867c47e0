import { type Candle, flatCandle } from './candle.ts';
import { draftPlain, PLAIN_BELOW, plainSide } from './plainMinute.ts';
import { priceCurve } from './priceCurve.ts';
import { drawExponential, drawNormal, type Random } from './random.ts';
import { type Part, type SideSum, shareOut, splitSide } from './splitSide.ts';

/** The time a finer candle covers. */
export interface Slot {
  readonly openTime: number;
  readonly closeTime: number;
}

export interface SplitRule {
  /** How far a finer candle's average price stays from its low and high, as a share of its range; smaller at each finer level. */
  readonly inset: number;
  /** Orders each finer candle gets at least; 0 lets it go without trades (all but the two that hold the high and the low). */
  readonly minOrders: number;
  /** Volume, in steps, that each order of a side has at least; ten times what the next finer level asks for, so that it can lean. */
  readonly leastPerOrder: number;
  /** Usual length of a wick, as a share of the coarse candle's range. */
  readonly wick: number;
}

interface Shape {
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  readonly orders: number;
}

/**
 * Splits a coarse candle into finer ones whose sum is exactly that candle: open, high, low, close, both volumes, both quote amounts,
 * orders and trades. Each finer candle opens at the close before it.
 */
export function splitCandle(parent: Candle, slots: readonly Slot[], rule: SplitRule, random: Random): Candle[] {
  const [only] = slots;
  if (only !== undefined && slots.length === 1)
    return [{ ...parent, openTime: only.openTime, closeTime: only.closeTime }];
  const shapes = drawShapes(parent, slots.length, rule, random);
  const trades = shareTrades(parent.trades - parent.orders, shapes, random);
  const [buys, sells] = splitSides(parent, shapes, rule, random);
  return slots.map(({ openTime, closeTime }, index) => {
    const [shape, buy, sell] = [shapes[index], buys[index], sells[index]];
    if (shape === undefined || buy === undefined || sell === undefined) throw new Error('a split lost a candle');
    if (shape.orders === 0) return flatCandle(openTime, closeTime, shape.open);
    const takerQuote = quoteOf(shape.low, buy);
    const quote = takerQuote + quoteOf(shape.low, sell);
    const volume = buy.volume + sell.volume;
    const extra = trades[index] ?? 0;
    const takerVolume = buy.volume;
    return { openTime, closeTime, ...shape, volume, quote, takerVolume, takerQuote, trades: shape.orders + extra };
  });
}

function quoteOf(low: number, side: SideSum): bigint {
  return BigInt(low) * BigInt(side.volume) + BigInt(side.excess);
}

/** Open, high, low, close and orders of each finer candle. */
function drawShapes(parent: Candle, count: number, rule: SplitRule, random: Random): Shape[] {
  const curve = priceCurve(parent, count, random);
  const at = (index: number) => curve[index] ?? parent.close;
  const top = extremeSlot(count, -1, (slot) => Math.max(at(slot), at(slot + 1)));
  const bottom = extremeSlot(count, top, (slot) => -Math.min(at(slot), at(slot + 1)));
  const isPinned = (slot: number) => slot === top || slot === bottom;
  const reserve = curve.slice(1).map((_, slot) => Math.max(rule.minOrders, isPinned(slot) ? PLAIN_BELOW : 0));
  const spare = parent.orders - reserve.reduce((left, right) => left + right, 0);
  const weights = reserve.map(() => (rule.minOrders > 0 ? 0.4 + 1.2 * random() : 0.2 + drawExponential(random)));
  const orders = shareOut(spare, weights).map((share, slot) => share + (reserve[slot] ?? 0));
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

function extremeSlot(count: number, except: number, score: (slot: number) => number): number {
  let best = except === 0 ? 1 : 0;
  for (let slot = 0; slot < count; slot += 1) {
    if (slot !== except && score(slot) > score(best)) best = slot;
  }
  return best;
}

/** Fills beyond the first of each order go to candles with orders enough to hold them. */
function shareTrades(extra: number, shapes: readonly Shape[], random: Random): number[] {
  return shareOut(
    extra,
    shapes.map(({ orders }) => (orders < PLAIN_BELOW ? 0 : orders * (0.5 + random()))),
  );
}

function splitSides(parent: Candle, shapes: readonly Shape[], rule: SplitRule, random: Random): [SideSum[], SideSum[]] {
  const mean = parent.volume / parent.orders;
  const drafts = shapes.map(({ orders }) => (orders < PLAIN_BELOW ? draftPlain(orders, mean, random) : undefined));
  const bought = sideOf(parent.low, parent.takerVolume, parent.takerQuote);
  const sold = sideOf(parent.low, parent.volume - parent.takerVolume, parent.quote - parent.takerQuote);
  // Plain minutes come first and the others balance them; where they cannot, the plain ones shrink.
  for (let scale = 1; scale > 1e-9; scale /= 2) {
    const partsOf = (buy: boolean): Part[] =>
      shapes.map((shape, slot) => {
        const draft = drafts[slot];
        const part = {
          offset: shape.low - parent.low,
          range: shape.high - shape.low,
          weight: shape.orders,
          minimum: shape.orders * rule.leastPerOrder,
        };
        return draft === undefined ? part : { ...part, fixed: plainSide(draft, buy, shape.close - shape.open, scale) };
      });
    const buys = splitSide(bought, partsOf(true), rule.inset, random);
    const sells = buys && splitSide(sold, partsOf(false), rule.inset, random);
    if (buys && sells) return [buys, sells];
  }
  throw new Error(`no split of the candle at ${new Date(parent.openTime).toISOString()}`);
}

function sideOf(low: number, volume: number, quote: bigint): SideSum {
  return { volume, excess: Number(quote - BigInt(low) * BigInt(volume)) };
}
