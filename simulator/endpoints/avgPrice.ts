import { formatRatio, formatUnits } from '../decimals.ts';
import { MINUTE } from '../trading/calendar.ts';
import type { Listing } from '../trading/pairs.ts';
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
  const { priceDecimals, quantityDecimals } = trading.scale;
  const instant = instantOf(listing, now);
  const { sum } = trading.span(instant - MINUTES * MINUTE, instant);
  const last = trading.lastOrder(instant);
  const price =
    sum === undefined
      ? formatUnits(last?.price ?? 0, priceDecimals)
      : formatRatio(sum.quote, priceDecimals + quantityDecimals, BigInt(sum.volume), quantityDecimals);
  return { mins: MINUTES, price, closeTime: last?.time ?? 0 };
}
