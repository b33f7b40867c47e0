import { apiErrors } from '../apiError.ts';
import { formatUnits } from '../decimals.ts';
import { type Book, type BookLevel, bookAt } from '../trading/book.ts';
import type { Listing } from '../trading/pairs.ts';
import { type Endpoint, instantOf } from './endpoint.ts';

/** `/api/v3/depth`. */
export const depth: Endpoint = {
  parameters: ['symbol', 'limit', 'symbolStatus'],
  answer({ params, now }) {
    const listing = params.listing();
    const limit = params.limit(100, 5000);
    const status = params.status();
    if (status !== undefined && status !== listing.status) throw apiErrors.wrongStatus();
    const book = bookOf(listing, now, limit);
    const { priceDecimals, quantityDecimals } = listing.trading.scale;
    const rowOf = ([price, quantity]: BookLevel) => [
      formatUnits(price, priceDecimals),
      formatUnits(quantity, quantityDecimals),
    ];
    return { lastUpdateId: book.lastUpdateId, bids: book.bids.map(rowOf), asks: book.asks.map(rowOf) };
  },
};

/** The book of a pair at `now`; empty in status BREAK and before the first trade. */
export function bookOf(listing: Listing, now: number, limit: number): Book {
  const book = bookAt(listing.trading, listing.bookSeed, instantOf(listing, now), limit);
  if (book === undefined) return { lastUpdateId: 1, bids: [], asks: [] };
  return listing.status === 'BREAK' ? { lastUpdateId: book.lastUpdateId, bids: [], asks: [] } : book;
}
