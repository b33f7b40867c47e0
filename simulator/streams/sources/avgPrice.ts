import { averageOf } from '../../endpoints/avgPrice.ts';
import { nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

const EVERY = 1000;

/** `<symbol>@avgPrice`: each second, whatever happens. */
export const avgPriceTelling = (): PairTelling => ({
  start: (_listing, _instant, now) => nextTick(now, EVERY),
  tell(listing, _instant, now, emit) {
    const { mins, price: w, closeTime } = averageOf(listing, now);
    emit((time) => ({ e: 'avgPrice', E: time(now), s: listing.spec.symbol, i: `${mins}m`, w, T: time(closeTime) }));
    return nextTick(now, EVERY);
  },
});
