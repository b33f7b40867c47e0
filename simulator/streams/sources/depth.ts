import { bookOf, levelRows } from '../../endpoints/depth.ts';
import { bookChange } from '../../trading/bookChange.ts';
import { nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

/** `<symbol>@depth[@100ms]`: what has changed in the book. Each event goes on where the last one ended. */
export function depthTelling(everyMs: number): PairTelling {
  let told = 0;
  return {
    start(_listing, instant, now) {
      told = instant;
      return nextTick(now, everyMs);
    },
    tell(listing, instant, now, emit) {
      const change = bookChange(listing, told, instant);
      if (change !== undefined) {
        const { bids: b, asks: a } = levelRows(listing, change);
        const [U, u, s] = [change.firstUpdateId, change.lastUpdateId, listing.spec.symbol];
        emit((time) => ({ e: 'depthUpdate', E: time(now), s, U, u, b, a }));
      }
      told = instant;
      return nextTick(now, everyMs);
    },
  };
}

/** `<symbol>@depth<levels>[@100ms]`: the best levels, when one of them has changed. */
export function partialDepthTelling(levels: number, everyMs: number): PairTelling {
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
      if (text !== told) {
        const rows = levelRows(listing, book);
        emit(() => ({ lastUpdateId: book.lastUpdateId, ...rows }));
      }
      told = text;
      return nextTick(now, everyMs);
    },
  };
}
