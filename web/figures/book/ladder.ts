import { decimalIn, numberOf, plus, textOf, zero } from '../../../analysis/decimal.ts';
import { bestIn, spreadBetween } from '../../../analysis/spreadFigures.ts';
import { placesOf } from '../format.ts';

/** A row of GetData's `type=depth`. A side that has fewer levels has null. */
export type BookRow = Readonly<Record<string, unknown>>;

/** One level of one side. */
export interface Level {
  /** As the exchange wrote them. */
  readonly price: string;
  readonly qty: string;
  /** Quantity of this level and of all better ones. */
  readonly sum: string;
}

/** Levels of both sides, best first. */
export interface Ladder {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** What is no level is left out, and its neighbors stay. */
export const ladderOf = (rows: readonly BookRow[]): Ladder => ({
  bids: sideOf(rows, 'bidPrice', 'bidQty'),
  asks: sideOf(rows, 'askPrice', 'askQty'),
});

function sideOf(rows: readonly BookRow[], priceName: string, qtyName: string): Level[] {
  const levels: Level[] = [];
  let sum = zero;
  for (const row of rows) {
    const [price, qty] = [row?.[priceName], row?.[qtyName]];
    const quantity = decimalIn(qty);
    if (quantity === null || decimalIn(price) === null) continue;
    sum = plus(sum, quantity);
    levels.push({ price: String(price), qty: String(qty), sum: textOf(sum) });
  }
  return levels;
}

/** The largest cumulative quantity of both sides: bars are drawn in proportion to it. */
export const largestSum = ({ bids, asks }: Ladder): number =>
  Math.max(0, Number(bids.at(-1)?.sum ?? 0), Number(asks.at(-1)?.sum ?? 0));

/** Decimals that all prices, and all quantities, are written with: so their points stand below each other. */
export function placesIn({ bids, asks }: Ladder): { readonly price: number; readonly qty: number } {
  const all = [...bids, ...asks];
  return {
    price: Math.max(0, ...all.map(({ price }) => placesOf(price))),
    qty: Math.max(0, ...all.map(({ qty }) => placesOf(qty))),
  };
}

/** What lies between the best bid and the best ask. */
export interface Spread {
  /** Below zero where the book is crossed. */
  readonly width: string;
  readonly mid: string;
  /** In basis points of the mid: `0.02 bp`. */
  readonly points: string;
}

/** Null: a side is empty. */
export function spreadOf({ bids, asks }: Ladder): Spread | null {
  const [bid, ask] = [bestIn(bids[0]?.price), bestIn(asks[0]?.price)];
  if (bid === null || ask === null) return null;
  const { absolute, mid, basisPoints } = spreadBetween(bid, ask);
  return { width: textOf(absolute), mid: textOf(mid), points: pointsText(numberOf(basisPoints)) };
}

function pointsText(points: number): string {
  const size = Math.abs(points);
  const shown = size > 0 && size < 0.0001 ? 'below 0.0001' : points.toFixed(size >= 100 ? 0 : size < 0.01 ? 4 : 2);
  return `${shown} bp`;
}

/** Bids ÷ (bids + asks), of the quantities of all these levels, 0 to 1; null: there are none. */
export function imbalanceOf({ bids, asks }: Ladder): number | null {
  const [bid, ask] = [Number(bids.at(-1)?.sum ?? 0), Number(asks.at(-1)?.sum ?? 0)];
  return bid + ask > 0 ? bid / (bid + ask) : null;
}

/** How many levels there are: `10 levels`, or `10 and 3 levels` where the sides have not equally many. */
export function levelsText({ bids, asks }: Ladder): string {
  if (bids.length !== asks.length) return `${bids.length} and ${asks.length} levels`;
  return bids.length === 1 ? '1 level' : `${bids.length} levels`;
}

/** What is odd about a book, as a sentence; null: nothing. */
export function oddityOf(ladder: Ladder): string | null {
  const [bid, ask] = [ladder.bids[0], ladder.asks[0]];
  if (bid === undefined && ask === undefined) return 'The book is empty: nobody bids and nobody asks.';
  if (bid === undefined) return 'Nobody bids: the book has asks alone.';
  if (ask === undefined) return 'Nobody asks: the book has bids alone.';
  const width = decimalIn(spreadOf(ladder)?.width)?.units ?? 1n;
  if (width > 0n) return null;
  return width === 0n
    ? `The book is locked: the best bid and the best ask are both ${bid.price}.`
    : `The book is crossed: the best bid of ${bid.price} is above the best ask of ${ask.price}.`;
}
