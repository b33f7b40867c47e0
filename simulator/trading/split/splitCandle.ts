import { type Candle, flatCandle } from '../candle.ts';
import type { Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import { drawShapes, type Shape } from './drawShapes.ts';
import { draftPlain, PLAIN_BELOW, plainSide } from './plainMinute.ts';
import { boughtIn, quoteOf, type Side, soldIn } from './side.ts';
import type { SplitRule } from './splitRules.ts';
import { type Part, splitSide } from './splitSide.ts';

/** Volume that an order of one side has at least, in steps, however busy the pair is: less would not do for the orders of a minute. */
const LEAST_PER_ORDER = 2;

/** The time a finer candle covers. */
export interface Slot {
  readonly openTime: number;
  readonly closeTime: number;
}

/**
 * Splits a coarse candle into finer ones whose sum is exactly that candle: open, high, low, close, both volumes, both quote amounts,
 * orders and trades. Each finer candle opens at the close before it. This is how a year of minutes is made without making them all: a
 * month is split into days, the day that somebody asks for into hours, and so on.
 *
 * 1. Prices and orders of the finer candles are drawn: open, high, low, close (drawShapes.ts).
 * 2. Trades beyond the first of each order are shared out.
 * 3. Volume and quote amount are shared out, for each side of the takers apart (splitSide.ts).
 */
export function splitCandle(parent: Candle, slots: readonly Slot[], rule: SplitRule, random: Random): Candle[] {
  const [only] = slots;
  if (only !== undefined && slots.length === 1)
    return [{ ...parent, openTime: only.openTime, closeTime: only.closeTime }];
  const shapes = drawShapes(parent, slots.length, rule, random);
  const extraTrades = shareTrades(parent.trades - parent.orders, shapes, random);
  const [bought, sold] = splitSides(parent, shapes, rule, random);
  return slots.map((slot, index) => {
    const [shape, buys, sells] = [shapes[index], bought[index], sold[index]];
    if (shape === undefined || buys === undefined || sells === undefined) throw new Error('a split lost a candle');
    return candleOf(slot, shape, extraTrades[index] ?? 0, buys, sells);
  });
}

function candleOf({ openTime, closeTime }: Slot, shape: Shape, extraTrades: number, buys: Side, sells: Side): Candle {
  if (shape.orders === 0) return flatCandle(openTime, closeTime, shape.open);
  const volume = buys.volume + sells.volume;
  const takerQuote = quoteOf(shape.low, buys);
  const quote = takerQuote + quoteOf(shape.low, sells);
  const trades = shape.orders + extraTrades;
  return { openTime, closeTime, ...shape, volume, quote, takerVolume: buys.volume, takerQuote, trades };
}

/** Fills beyond the first of each order go to candles with orders enough to hold them. */
function shareTrades(extra: number, shapes: readonly Shape[], random: Random): number[] {
  return shareOut(
    extra,
    shapes.map(({ orders }) => (orders < PLAIN_BELOW ? 0 : orders * (0.5 + random()))),
  );
}

/**
 * What takers bought and sold in each finer candle. Plain ones are drafted order by order, which fixes their sums; the others balance
 * them. Where no balance is found, plain candles are tried with half, a quarter … of their drafted volume. Where none is found by that
 * either, all orders are left with less: of a busy pair's month, whose volume is bounded, too little would be spare to balance anything.
 */
function splitSides(parent: Candle, shapes: readonly Shape[], rule: SplitRule, random: Random): [Side[], Side[]] {
  const mean = parent.volume / parent.orders;
  const drafts = shapes.map(({ orders }) => (orders < PLAIN_BELOW ? draftPlain(orders, mean, random) : undefined));
  for (const leastPerOrder of leastVolumes(rule.leastPerOrder)) {
    for (let scale = 1; scale > 1e-9; scale /= 2) {
      const partsOf = (buy: boolean): Part[] =>
        shapes.map((shape, slot) => {
          const part = partOf(parent, shape, leastPerOrder);
          const draft = drafts[slot];
          return draft === undefined
            ? part
            : { ...part, fixed: plainSide(draft, buy, shape.close - shape.open, scale) };
        });
      const bought = splitSide(boughtIn(parent), partsOf(true), rule.inset, random);
      const sold = bought && splitSide(soldIn(parent), partsOf(false), rule.inset, random);
      if (bought && sold) return [bought, sold];
    }
  }
  throw new Error(`no split of the candle at ${new Date(parent.openTime).toISOString()}`);
}

/** What is tried in turn as the least volume of an order: the usual one, a half of it, a quarter … */
function* leastVolumes(usual: number): Generator<number> {
  for (let least = usual; least > LEAST_PER_ORDER; least = Math.floor(least / 2)) yield least;
  yield LEAST_PER_ORDER;
}

function partOf(parent: Candle, shape: Shape, leastPerOrder: number): Part {
  return {
    offset: shape.low - parent.low,
    range: shape.high - shape.low,
    weight: shape.orders,
    minimum: shape.orders * leastPerOrder,
  };
}
