import type { Candle } from '../candle.ts';
import { drawExponential, type Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import { boughtIn, type Side, soldIn } from '../split/side.ts';
import type { Draft } from './draft.ts';
import { draftMinute, type PricedDraft } from './draftMinute.ts';
import { fillNearly } from './fillNearly.ts';

const TRIES = 24;

/** Which orders of a minute balance each side, by their index: two where the side trades, none where it does not. */
interface Balancers {
  readonly buy: readonly number[];
  readonly sell: readonly number[];
}

/**
 * Makes the orders of a minute that is not plain, so that their sums are exactly its candle.
 *
 * 1. Prices are drafted: open, high, low and close are among them (draftMinute.ts).
 * 2. Two orders of each side that trades, none of them pinned, are set aside as its balancers. The other orders buy or sell by chance.
 * 3. Each side gives its other orders quantities, a share of its volume. What is left of volume and quote amount goes to its two balancers:
 *    at two neighbouring prices they can have any average price, so the side comes out exactly.
 *
 * Where the balancers would need a price outside the candle, all is drawn anew, and the other orders get less. Where it never works out
 * (a recorded minute with too few orders), the quote amount is only near (fillNearly.ts).
 */
export function fillMinute(minute: Candle, random: Random): Draft[] {
  const [bought, sold] = [boughtIn(minute), soldIn(minute)];
  let share = 0.7;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const drafts = draftMinute(minute, random);
    const balancers = pickBalancers(drafts, bought.volume > 0, sold.volume > 0, random);
    if (balancers === undefined) break;
    drawSides(drafts, balancers, bought.volume, sold.volume, random);
    const isFilled =
      fillSide(minute, drafts, true, balancers.buy, bought, share, random) &&
      fillSide(minute, drafts, false, balancers.sell, sold, share, random);
    if (isFilled) return drafts;
    share *= 0.6;
  }
  return fillNearly(minute, random);
}

function pickBalancers(
  drafts: readonly PricedDraft[],
  buys: boolean,
  sells: boolean,
  random: Random,
): Balancers | undefined {
  const free = drafts.flatMap(({ pinned }, index) => (pinned ? [] : [index]));
  const take = (): number[] =>
    [0, 1].flatMap(() => free.splice(Math.floor(random() * free.length), 1)).sort((left, right) => left - right);
  const picked = { buy: buys ? take() : [], sell: sells ? take() : [] };
  const isFull = (!buys || picked.buy.length === 2) && (!sells || picked.sell.length === 2);
  return isFull ? picked : undefined;
}

/** Says of each order whether its taker buys: balancers as they were picked, the others by the sides' volumes. */
function drawSides(
  drafts: readonly Draft[],
  { buy, sell }: Balancers,
  bought: number,
  sold: number,
  random: Random,
): void {
  for (const [index, draft] of drafts.entries()) {
    const balancesBuys = buy.includes(index);
    if (balancesBuys || sell.includes(index)) draft.takerBuys = balancesBuys;
    else draft.takerBuys = sold === 0 || (bought > 0 && random() < bought / (bought + sold));
  }
}

/** Gives one side's orders quantities, and its balancers prices too, so that both sums are met; false when that cannot be. */
function fillSide(
  minute: Candle,
  drafts: readonly Draft[],
  takerBuys: boolean,
  balancers: readonly number[],
  total: Side,
  share: number,
  random: Random,
): boolean {
  const others = drafts.filter((draft, index) => draft.takerBuys === takerBuys && !balancers.includes(index));
  if (total.volume === 0) return others.length === 0;
  if (total.volume < others.length + 2) return false;
  const weights = others.map(() => 0.1 + drawExponential(random));
  // As much of the volume as is theirs by their number, less what each of the orders has anyway.
  const spare = Math.floor(((total.volume - others.length - 2) * share * others.length) / (others.length + 2));
  const quantities = shareOut(spare, weights);
  let { volume, excess } = total;
  for (const [index, draft] of others.entries()) {
    draft.quantity = 1 + (quantities[index] ?? 0);
    volume -= draft.quantity;
    excess -= (draft.price - minute.low) * draft.quantity;
  }
  const [first, second] = balancers.map((index) => drafts[index]);
  if (first === undefined || second === undefined) return false;
  return setBalancers(first, second, minute, { volume, excess });
}

/** Two orders at neighbouring prices that make up a rest; false when it lies outside the minute's prices. */
function setBalancers(first: Draft, second: Draft, { low, high }: Candle, { volume, excess }: Side): boolean {
  if (excess < 0 || excess > (high - low) * volume) return false;
  const price = Math.floor(excess / volume);
  const above = excess - price * volume;
  // A rest that one price meets is halved; else as many steps as are left over trade one tick higher.
  const [upper, tick] = above === 0 ? [Math.floor(volume / 2), 0] : [above, 1];
  Object.assign(first, { price: low + price, quantity: volume - upper });
  Object.assign(second, { price: low + price + tick, quantity: upper });
  return true;
}
