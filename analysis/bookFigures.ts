import { allOf } from './columns.ts';
import { aligned, type Decimal, decimalIn, isPositive, quotient, sumOf, textOf } from './decimal.ts';
import type { BookFigures, DepthFigures, LevelFigures, Parts } from './snapshot.ts';
import { basisPointsOf, midOf } from './spreadFigures.ts';

/** A level of a side. */
export interface BookLevel {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Of a book. Null: it is not stored, or no book. A side may be empty. */
export function bookFigures({ depth }: Parts): BookFigures | null {
  const [bids, asks] = [sideIn(depth?.value.bids), sideIn(depth?.value.asks)];
  if (bids === null || asks === null) return null;
  const levels = (most?: number): LevelFigures => levelFigures(bids.slice(0, most), asks.slice(0, most));
  const mid = midOfBook(bids, asks);
  const [bid, ask] = [sideWithin(bids, mid), sideWithin(asks, mid)];
  const within = (points: bigint): DepthFigures => ({ bid: bid.within(points), ask: ask.within(points) });
  return {
    levels: { 5: levels(5), 10: levels(10), 20: levels(20), all: levels() },
    depth: { 10: within(10n), 50: within(50n), 100: within(100n) },
    reach: { bid: bid.reach, ask: ask.reach },
  };
}

/** The levels of a side, as the exchange writes them: `[price, quantity]`, best first. Null: these are none. */
function sideIn(levels: unknown): readonly BookLevel[] | null {
  if (!Array.isArray(levels)) return null;
  return allOf(
    levels.map((level: unknown) => {
      const [price, quantity] = Array.isArray(level) ? level.map(decimalIn) : [];
      return price && quantity ? { price, quantity } : null;
    }),
  );
}

function levelFigures(bids: readonly BookLevel[], asks: readonly BookLevel[]): LevelFigures {
  const [bid, ask] = [volumeOf(bids), volumeOf(asks)];
  const ratio = quotient(bid, ask);
  return { bidVolume: textOf(bid), askVolume: textOf(ask), ratio: ratio && textOf(ratio) };
}

/** The quantity of all these levels. */
export const volumeOf = (levels: readonly BookLevel[]): Decimal => sumOf(levels.map(({ quantity }) => quantity));

/** Between the best levels; null: a side is empty. */
function midOfBook([bid]: readonly BookLevel[], [ask]: readonly BookLevel[]): Decimal | null {
  const mid = bid && ask && midOf(bid.price, ask.price);
  return mid && isPositive(mid) ? mid : null;
}

interface SideWithin {
  /** Basis points of the mid. */
  readonly reach: string | null;
  /** Price × quantity of the levels within so many basis points of the mid. */
  within(points: bigint): string | null;
}

const nowhere: SideWithin = { reach: null, within: () => null };

/** A side, by how far its levels stand from the mid. */
function sideWithin(levels: readonly BookLevel[], mid: Decimal | null): SideWithin {
  if (mid === null || levels.length === 0) return nowhere;
  // All in the same units: whether price − mid ≤ mid × points ÷ 10,000 is told without a division.
  const { units, places } = aligned([mid, ...levels.map(({ price }) => price)]);
  const [center = 0n, ...prices] = units;
  const distances = prices.map((price) => (price < center ? center - price : price - center));
  const farthest = distances.reduce((most, distance) => (distance > most ? distance : most), 0n);
  const quantities = aligned(levels.map(({ quantity }) => quantity));
  return {
    reach: textOf(basisPointsOf({ units: farthest, places }, mid)),
    within(points) {
      const limit = center * points;
      if (farthest * 10_000n < limit) return null;
      const quote = prices.reduce((sum, price, index) => {
        const isWithin = (distances[index] ?? 0n) * 10_000n <= limit;
        return isWithin ? sum + price * (quantities.units[index] ?? 0n) : sum;
      }, 0n);
      return textOf({ units: quote, places: places + quantities.places });
    },
  };
}
