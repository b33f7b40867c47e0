import type { Ladder, Level } from './ladder.ts';

/** Cumulative quantities over prices, ascending; null where a side has no level of this price. */
export interface Curve {
  readonly prices: number[];
  readonly bids: (number | null)[];
  readonly asks: (number | null)[];
}

export function curveOf({ bids, asks }: Ladder): Curve {
  const [bid, ask] = [sumsOf(bids), sumsOf(asks)];
  const prices = [...new Set([...bid.keys(), ...ask.keys()])].sort((one, other) => one - other);
  return {
    prices,
    bids: prices.map((price) => bid.get(price) ?? null),
    asks: prices.map((price) => ask.get(price) ?? null),
  };
}

const sumsOf = (levels: readonly Level[]): Map<number, number> =>
  new Map(levels.map(({ price, sum }) => [Number(price), Number(sum)]));

/** A label of an axis: as many decimals as the step between two labels needs. */
export function axisText(value: number, step: number): string {
  let places = 0;
  for (; places < 12; places += 1) {
    const scaled = step * 10 ** places;
    if (Math.abs(scaled - Math.round(scaled)) < scaled * 1e-6) break;
  }
  return value.toFixed(places);
}
