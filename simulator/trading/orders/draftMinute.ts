import type { Candle } from '../candle.ts';
import type { Random } from '../random.ts';
import type { Draft } from './draft.ts';

/** An order with a price but no quantity yet. A pinned one keeps its price: without it open, close, high or low would be missing. */
export interface PricedDraft extends Draft {
  pinned: boolean;
}

/**
 * Drafts the orders of a minute in order of time, all quantities 0: the first at the open, the last at the close, one at the high and one
 * at the low, the others around the straight way from open to close.
 */
export function draftMinute(minute: Candle, random: Random): PricedDraft[] {
  const last = minute.orders - 1;
  const range = minute.high - minute.low;
  const drafts = Array.from({ length: minute.orders }, (_, index): PricedDraft => {
    const line = minute.open + ((minute.close - minute.open) * index) / Math.max(1, last);
    const price = Math.round(line + (random() - 0.5) * range * 0.6);
    const inRange = Math.min(minute.high, Math.max(minute.low, price));
    return { price: inRange, quantity: 0, takerBuys: false, pinned: index === 0 || index === last };
  });
  const pin = (index: number, price: number): void => {
    const draft = drafts[index];
    if (draft !== undefined) Object.assign(draft, { price, pinned: true });
  };
  pin(last, minute.close);
  pin(0, minute.open);
  pinHighAndLow(minute, 1 + Math.floor(random() * Math.max(1, last - 2)), pin);
  return drafts;
}

/** One order at the high, one at the low, where neither open nor close is; they are neighbours from `index` on. */
function pinHighAndLow(minute: Candle, index: number, pin: (index: number, price: number) => void): void {
  const ends = [minute.open, minute.close];
  const [hasHigh, hasLow] = [ends.includes(minute.high), ends.includes(minute.low)];
  if (!hasHigh) pin(index, minute.high);
  if (!hasLow) pin(hasHigh || minute.high === minute.low ? index : index + 1, minute.low);
}
