import { bookOf, levelRows } from '../../endpoints/depth.ts';
import type { Book } from '../../trading/book/book.ts';
import { type BookChange, bookChange } from '../../trading/book/bookChange.ts';
import type { Listing } from '../../trading/pairs.ts';
import { type Emit, nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

/** `<symbol>@depth[@100ms]`. */
export const depthTelling = (everyMs: number): PairTelling =>
  tellChanges(everyMs, (listing, change, now, emit) => {
    const { bids: b, asks: a } = levelRows(listing, change);
    const [U, u, s] = [change.firstUpdateId, change.lastUpdateId, listing.spec.symbol];
    emit((time) => ({ e: 'depthUpdate', E: time(now), s, U, u, b, a }));
  });

/** Tells what has changed in the book. Each event goes on where the last one ended. */
export function tellChanges<Kind extends Listing>(
  everyMs: number,
  tell: (listing: Kind, change: BookChange, now: number, emit: Emit) => void,
): PairTelling<Kind> {
  let told = 0;
  return {
    start(_listing, instant, now) {
      told = instant;
      return nextTick(now, everyMs);
    },
    tell(listing, instant, now, emit) {
      const change = bookChange(listing, told, instant);
      if (change !== undefined) tell(listing, change, now, emit);
      told = instant;
      return nextTick(now, everyMs);
    },
  };
}

/** `<symbol>@depth<levels>[@100ms]`. */
export const partialDepthTelling = (levels: number, everyMs: number): PairTelling =>
  tellLevels(levels, everyMs, (listing, book, _now, emit) => {
    const rows = levelRows(listing, book);
    emit(() => ({ lastUpdateId: book.lastUpdateId, ...rows }));
  });

/** Tells the best levels, when one of them has changed. */
export function tellLevels<Kind extends Listing>(
  levels: number,
  everyMs: number,
  tell: (listing: Kind, book: Book, now: number, emit: Emit) => void,
): PairTelling<Kind> {
  let told = '';
  const textOf = ({ bids, asks }: ReturnType<typeof bookOf>): string => `${bids};${asks}`;
  return {
    start(listing, _instant, now) {
      told = textOf(bookOf(listing, now, levels));
      return nextTick(now, everyMs);
    },
    tell(listing, _instant, now, emit) {
      const book = bookOf(listing, now, levels);
      const text = textOf(book);
      if (text !== told) tell(listing, book, now, emit);
      told = text;
      return nextTick(now, everyMs);
    },
  };
}
