import { apiErrors } from '../apiError.ts';
import { type Book, type BookLevel, bookAt } from '../trading/book/book.ts';
import type { Listing } from '../trading/pairs.ts';
import { writePrice, writeQuantity } from '../written.ts';
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
    return { lastUpdateId: book.lastUpdateId, ...levelRows(listing, book) };
  },
};

/** Both sides as they are sent: price and quantity as strings. */
export function levelRows({ trading }: Listing, { bids, asks }: Pick<Book, 'bids' | 'asks'>) {
  const rowOf = ([price, quantity]: BookLevel): [string, string] => [
    writePrice(trading.scale, price),
    writeQuantity(trading.scale, quantity),
  ];
  return { bids: bids.map(rowOf), asks: asks.map(rowOf) };
}

/** The book of a pair at `now`; empty in status BREAK and before the first trade. */
export function bookOf(listing: Listing, now: number, limit: number): Book {
  const book = bookAt(listing, instantOf(listing, now), limit);
  if (book === undefined) return { lastUpdateId: 1, bids: [], asks: [] };
  return listing.status === 'BREAK' ? { lastUpdateId: book.lastUpdateId, bids: [], asks: [] } : book;
}
