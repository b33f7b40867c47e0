import { type BookOf, bookStateAt, levelPrice, MOST_LEVELS, quantityAt, type Side } from './bookState.ts';

/** Price in ticks, quantity in steps. */
export type BookLevel = readonly [price: number, quantity: number];

export interface Book {
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The best `levels` levels of each side at an instant, at most 5000; undefined before the first trade. */
export function bookAt(book: BookOf, now: number, levels: number): Book | undefined {
  const state = bookStateAt(book, now);
  if (state === undefined) return undefined;
  const rowsOf = (side: Side): BookLevel[] => {
    const best = state[side];
    const direction = side === 'bids' ? -1 : 1;
    const rows: BookLevel[] = [[best, quantityAt(book, state, side, best)]];
    let number = Math.floor(best / state.band) + direction;
    while (rows.length < Math.min(levels, MOST_LEVELS)) {
      const price = levelPrice(book, state.band, number);
      if (price < 1) break;
      rows.push([price, quantityAt(book, state, side, price)]);
      number += direction;
    }
    return rows;
  };
  return { lastUpdateId: state.lastUpdateId, bids: rowsOf('bids'), asks: rowsOf('asks') };
}
