import type { Candle } from '../candle.ts';
import type { Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import type { Draft } from './draft.ts';
import { fillMinute } from './fillMinute.ts';
import { fillPlainMinute } from './fillPlainMinute.ts';

/** One taker order at one price: an aggregate trade. Price in ticks, quantity in steps. */
export interface Order {
  readonly price: number;
  readonly quantity: number;
  readonly takerBuys: boolean;
  /** How many trades filled it, at least 1 and at most `quantity`. */
  readonly fills: number;
  readonly time: number;
}

/**
 * The orders of a minute in order of time. They agree with its candle in count, volume, first, last, high and low; of a seeded candle
 * in every sum. Of a recorded one the quote amounts agree where orders at whole ticks allow it, else as nearly as could be found.
 */
export function ordersOf(minute: Candle, random: Random): Order[] {
  if (minute.orders === 0) return [];
  const drafts = fillPlainMinute(minute, random) ?? fillMinute(minute, random);
  const fills = shareFills(drafts, minute.trades - drafts.length);
  const length = minute.closeTime - minute.openTime + 1;
  const times = drafts.map(() => Math.floor(random() * length)).sort((left, right) => left - right);
  return drafts.map(({ price, quantity, takerBuys }, index) => ({
    price,
    quantity,
    takerBuys,
    fills: fills[index] ?? 1,
    time: minute.openTime + (times[index] ?? 0),
  }));
}

/** Fills beyond the first go to orders by their size; none gets more than it has steps. */
function shareFills(drafts: readonly Draft[], extra: number): number[] {
  if (extra === 0) return drafts.map(() => 1);
  const fills = shareOut(
    extra,
    drafts.map(({ quantity }) => quantity - 1),
  ).map((share) => share + 1);
  let over = 0;
  for (const [index, { quantity }] of drafts.entries()) {
    const own = fills[index] ?? 1;
    if (own > quantity) {
      over += own - quantity;
      fills[index] = quantity;
    }
  }
  for (const [index, { quantity }] of drafts.entries()) {
    const own = fills[index] ?? 1;
    const more = Math.min(over, quantity - own);
    fills[index] = own + more;
    over -= more;
  }
  return fills;
}
