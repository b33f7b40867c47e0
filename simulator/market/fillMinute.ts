import type { Candle } from './candle.ts';
import type { Draft } from './draft.ts';
import { drawExponential, type Random } from './random.ts';
import { type SideSum, shareOut } from './splitSide.ts';

const TRIES = 24;

/**
 * Orders for a minute: the first at the open, the last at the close, one at the high and one at the low, the others around the way
 * between. Two orders a side, at neighbouring prices, balance it, so that the side's quote amount comes out exactly. Where that cannot
 * be (a recorded minute with too few orders), the quote amount is only near.
 */
export function fillMinute(minute: Candle, random: Random): Draft[] {
  const bought: SideSum = sideOf(minute, minute.takerVolume, minute.takerQuote);
  const sold: SideSum = sideOf(minute, minute.volume - minute.takerVolume, minute.quote - minute.takerQuote);
  let share = 0.7;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const plan = planMinute(minute, random);
    const balancers = pickBalancers(plan, bought.volume > 0, sold.volume > 0, random);
    if (balancers === undefined) break;
    for (const [index, draft] of plan.entries()) {
      const isBuyBalancer = balancers.buy.includes(index);
      if (isBuyBalancer || balancers.sell.includes(index)) draft.takerBuys = isBuyBalancer;
      else draft.takerBuys = sold.volume === 0 || (bought.volume > 0 && random() < bought.volume / minute.volume);
    }
    if (settle(minute, plan, balancers.buy, bought, true, share, random)) {
      if (settle(minute, plan, balancers.sell, sold, false, share, random)) return plan;
    }
    share *= 0.6;
  }
  return approximate(minute, random);
}

function sideOf(minute: Candle, volume: number, quote: bigint): SideSum {
  return { volume, excess: Number(quote - BigInt(minute.low) * BigInt(volume)) };
}

/** Prices in order, the pinned ones in their places. Quantities are still 0; `pinned` marks prices that may not change. */
function planMinute(minute: Candle, random: Random): (Draft & { pinned: boolean })[] {
  const last = minute.orders - 1;
  const range = minute.high - minute.low;
  const plan = Array.from({ length: minute.orders }, (_, index) => {
    const line = minute.open + ((minute.close - minute.open) * index) / Math.max(1, last);
    const price = Math.round(line + (random() - 0.5) * range * 0.6);
    const pinned = index === 0 || index === last;
    return { price: Math.min(minute.high, Math.max(minute.low, price)), quantity: 0, takerBuys: false, pinned };
  });
  const pin = (index: number, price: number): void => {
    const draft = plan[index];
    if (draft !== undefined) Object.assign(draft, { price, pinned: true });
  };
  pin(last, minute.close);
  pin(0, minute.open);
  const inner = 1 + Math.floor(random() * Math.max(1, last - 2));
  const ends = [minute.open, minute.close];
  if (!ends.includes(minute.high)) pin(inner, minute.high);
  if (!ends.includes(minute.low))
    pin(minute.high === minute.low || ends.includes(minute.high) ? inner : inner + 1, minute.low);
  return plan;
}

/** Two orders for each side that trades, none of them pinned. */
function pickBalancers(
  plan: readonly { pinned: boolean }[],
  buys: boolean,
  sells: boolean,
  random: Random,
): { buy: number[]; sell: number[] } | undefined {
  const free = plan.flatMap(({ pinned }, index) => (pinned ? [] : [index]));
  const take = (): number[] =>
    [0, 1].flatMap(() => free.splice(Math.floor(random() * free.length), 1)).sort((left, right) => left - right);
  const picked = { buy: buys ? take() : [], sell: sells ? take() : [] };
  const isFull = (!buys || picked.buy.length === 2) && (!sells || picked.sell.length === 2);
  return isFull ? picked : undefined;
}

/** Gives one side's orders quantities, and its two balancers prices too, so that both sums are met; false when it cannot be. */
function settle(
  minute: Candle,
  plan: readonly Draft[],
  balancers: readonly number[],
  total: SideSum,
  takerBuys: boolean,
  share: number,
  random: Random,
): boolean {
  let { volume, excess } = total;
  const others = plan.filter((draft, index) => draft.takerBuys === takerBuys && !balancers.includes(index));
  if (volume === 0) return others.length === 0;
  const [first, second] = balancers.map((index) => plan[index]);
  if (first === undefined || second === undefined) return false;
  const spare = Math.floor(((volume - others.length - 2) * share * others.length) / (others.length + 2));
  if (volume < others.length + 2) return false;
  const quantities = shareOut(
    spare,
    others.map(() => 0.1 + drawExponential(random)),
  );
  for (const [index, draft] of others.entries()) {
    draft.quantity = 1 + (quantities[index] ?? 0);
    volume -= draft.quantity;
    excess -= (draft.price - minute.low) * draft.quantity;
  }
  if (excess < 0 || excess > (minute.high - minute.low) * volume) return false;
  const price = Math.floor(excess / volume);
  const above = excess - price * volume;
  const upper = above === 0 ? Math.floor(volume / 2) : above;
  const step = above === 0 ? 0 : 1;
  Object.assign(first, { price: minute.low + price, quantity: volume - upper });
  Object.assign(second, { price: minute.low + price + step, quantity: upper });
  return true;
}

/** Count, volume, first, last, high and low right; sides and quote amounts as near as one price for the inner orders allows. */
function approximate(minute: Candle, random: Random): Draft[] {
  const plan = planMinute(minute, random);
  const mean = Math.round(Number(minute.quote / BigInt(Math.max(1, minute.volume))));
  const weights = plan.map(({ price }) => 1 / (1 + Math.abs(price - mean)));
  const quantities = shareOut(minute.volume - plan.length, weights).map((quantity) => quantity + 1);
  let bought = 0;
  return plan.map(({ price, pinned }, index) => {
    const quantity = quantities[index] ?? 1;
    const takerBuys = bought + quantity / 2 <= minute.takerVolume && minute.takerVolume > 0;
    if (takerBuys) bought += quantity;
    return { price: pinned ? price : mean, quantity, takerBuys };
  });
}
