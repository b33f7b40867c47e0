import type { Candle } from '../candle.ts';
import type { Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import type { Draft } from './draft.ts';
import { draftMinute } from './draftMinute.ts';

/**
 * Makes orders of a minute whose sums orders at whole ticks cannot meet. Count, volume, first, last, high and low are right; sides and
 * quote amounts are as near as one price for all inner orders allows.
 */
export function fillNearly(minute: Candle, random: Random): Draft[] {
  const drafts = draftMinute(minute, random);
  const mean = Math.round(Number(minute.quote / BigInt(Math.max(1, minute.volume))));
  const weights = drafts.map(({ price }) => 1 / (1 + Math.abs(price - mean)));
  const quantities = shareOut(minute.volume - drafts.length, weights).map((quantity) => quantity + 1);
  let bought = 0;
  return drafts.map(({ price, pinned }, index) => {
    const quantity = quantities[index] ?? 1;
    const takerBuys = bought + quantity / 2 <= minute.takerVolume && minute.takerVolume > 0;
    if (takerBuys) bought += quantity;
    return { price: pinned ? price : mean, quantity, takerBuys };
  });
}
