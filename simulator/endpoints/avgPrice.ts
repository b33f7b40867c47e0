import { MINUTE } from '../trading/calendar.ts';
import type { Listing } from '../trading/pairs.ts';
import { writeAverage, writePrice } from '../written.ts';
import { type Endpoint, instantOf } from './endpoint.ts';

const MINUTES = 5;

/** `/api/v3/avgPrice`: quote amount by volume of the last five minutes; the last price when nothing traded in them. */
export const avgPrice: Endpoint = {
  parameters: ['symbol'],
  answer: ({ params, now }) => averageOf(params.listing(), now),
};

/** The answer for a pair. */
export function averageOf(listing: Listing, now: number) {
  const { trading } = listing;
  const instant = instantOf(listing, now);
  const { sum } = trading.span(instant - MINUTES * MINUTE, instant);
  const last = trading.lastOrder(instant);
  const price =
    sum === undefined
      ? writePrice(trading.scale, last?.price ?? 0)
      : writeAverage(trading.scale, sum.quote, sum.volume);
  return { mins: MINUTES, price, closeTime: last?.time ?? 0 };
}
