import { bestOf } from '../../endpoints/bookTicker.ts';
import { bookOf } from '../../endpoints/depth.ts';
import { SLICE } from '../../trading/book/bookState.ts';
import type { Listing } from '../../trading/pairs.ts';
import { nextOrderTime } from '../orderTimes.ts';
import { type Emit, nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

type Best = ReturnType<typeof bestOf>;

/** `<symbol>@bookTicker`. */
export const bookTickerTelling = (): PairTelling =>
  tellBest((listing, { bidPrice: b, bidQty: B, askPrice: a, askQty: A }, now, emit) => {
    const { lastUpdateId: u } = bookOf(listing, now, 1);
    emit(() => ({ u, s: listing.spec.symbol, b, B, a, A }));
  });

/** Tells the best price and quantity of both sides, when one of them has changed. */
export function tellBest<Kind extends Listing>(
  tell: (listing: Kind, best: Best, now: number, emit: Emit) => void,
): PairTelling<Kind> {
  let told = '';
  const next = ({ trading }: Listing, now: number): number =>
    Math.min(nextTick(now, SLICE), nextOrderTime(trading, now));
  return {
    start(listing, _instant, now) {
      told = JSON.stringify(bestOf(listing, now));
      return next(listing, now);
    },
    tell(listing, _instant, now, emit) {
      const best = bestOf(listing, now);
      const text = JSON.stringify(best);
      if (text !== told) tell(listing, best, now, emit);
      told = text;
      return next(listing, now);
    },
  };
}
