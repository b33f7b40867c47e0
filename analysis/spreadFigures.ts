import { type Decimal, decimalIn, halfOf, isPositive, minus, plus, quotient, textOf, times } from './decimal.ts';
import type { Parts, SpreadFigures } from './snapshot.ts';

/** Of the best bid and ask. Null: a side is empty, or they are not known. */
export function spreadFigures({ 'book-ticker': ticker }: Parts): SpreadFigures | null {
  const [bid, ask] = [ticker?.value.bidPrice, ticker?.value.askPrice].map(bestIn);
  if (!bid || !ask) return null;
  const { absolute, mid, basisPoints } = spreadBetween(bid, ask);
  return {
    bid: textOf(bid),
    ask: textOf(ask),
    mid: textOf(mid),
    absolute: textOf(absolute),
    basisPoints: textOf(basisPoints),
  };
}

/** The best price of a side. Null: it is empty, which is zero in the exchange's words, or the price is none. */
export function bestIn(price: unknown): Decimal | null {
  const best = decimalIn(price);
  return best && isPositive(best) ? best : null;
}

/** What lies between two prices above 0. */
export interface Between {
  /** Ask − bid; below 0 where the book is crossed. */
  readonly absolute: Decimal;
  /** (Bid + ask) ÷ 2. */
  readonly mid: Decimal;
  /** Absolute ÷ mid × 10,000. */
  readonly basisPoints: Decimal;
}

export function spreadBetween(bid: Decimal, ask: Decimal): Between {
  const [absolute, mid] = [minus(ask, bid), midOf(bid, ask)];
  return { absolute, mid, basisPoints: basisPointsOf(absolute, mid) };
}

export const midOf = (bid: Decimal, ask: Decimal): Decimal => halfOf(plus(bid, ask));

const TEN_THOUSAND: Decimal = { units: 10_000n, places: 0 };

/** A distance in ten-thousandths of the mid. @param mid above 0 */
export function basisPointsOf(distance: Decimal, mid: Decimal): Decimal {
  const points = quotient(times(distance, TEN_THOUSAND), mid);
  if (points === null) throw new RangeError('basis points of a mid of 0');
  return points;
}
