import type { Candle } from '../candle.ts';
import type { Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import { PLAIN_BELOW } from '../split/plainMinute.ts';
import type { Draft } from './draft.ts';

/**
 * The orders of a plain minute, found again from its sums: all at the open, the last at the close. Undefined when the minute is not
 * plain, or is a recorded one that was not made so.
 */
export function fillPlainMinute(minute: Candle, random: Random): Draft[] | undefined {
  if (minute.orders >= PLAIN_BELOW) return undefined;
  const rise = minute.close - minute.open;
  if (minute.high - minute.low !== Math.abs(rise)) return undefined;
  const sides = { buy: minute.takerVolume, sell: minute.volume - minute.takerVolume };
  const drafts: Draft[] = [];
  if (rise !== 0) {
    const atClose = {
      buy: Number(minute.takerQuote - BigInt(minute.open) * BigInt(sides.buy)) / rise,
      sell: Number(minute.quote - minute.takerQuote - BigInt(minute.open) * BigInt(sides.sell)) / rise,
    };
    const takerBuys = atClose.buy !== 0;
    const quantity = takerBuys ? atClose.buy : atClose.sell;
    const isWhole = Number.isInteger(quantity) && quantity > 0 && (atClose.buy === 0 || atClose.sell === 0);
    if (!isWhole) return undefined;
    if (takerBuys) sides.buy -= quantity;
    else sides.sell -= quantity;
    drafts.push({ price: minute.close, quantity, takerBuys });
  }
  const atOpen = fillOpen(minute.open, minute.orders - drafts.length, sides, random);
  return atOpen && [...atOpen, ...drafts];
}

/** `count` orders at one price whose volumes are those of both sides. */
function fillOpen(
  price: number,
  count: number,
  sides: { readonly buy: number; readonly sell: number },
  random: Random,
): Draft[] | undefined {
  const needed = Number(sides.buy > 0) + Number(sides.sell > 0);
  if (sides.buy < 0 || sides.sell < 0 || count < needed || sides.buy + sides.sell < count || needed === 0)
    return undefined;
  let buys = Math.round((count * sides.buy) / (sides.buy + sides.sell));
  if (needed === 2) buys = Math.min(count - 1, Math.max(1, buys));
  if (buys > sides.buy || count - buys > sides.sell) buys = Math.min(count, sides.buy);
  if (count - buys > sides.sell) return undefined;
  const drafts = [
    ...spread(sides.buy, buys, random).map((quantity) => ({ price, quantity, takerBuys: true })),
    ...spread(sides.sell, count - buys, random).map((quantity) => ({ price, quantity, takerBuys: false })),
  ];
  return drafts
    .map((draft) => ({ draft, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ draft }) => draft);
}

/** Splits a volume into `count` positive quantities. */
function spread(volume: number, count: number, random: Random): number[] {
  if (count === 0) return [];
  const weights = Array.from({ length: count }, () => 0.2 + random());
  return shareOut(volume - count, weights).map((share) => share + 1);
}
