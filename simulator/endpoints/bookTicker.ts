import type { Book } from '../trading/book/book.ts';
import type { Listing } from '../trading/pairs.ts';
import { writePrice, writeQuantity } from '../written.ts';
import { bookOf } from './depth.ts';
import type { Endpoint } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/bookTicker`; all zero where there is no book, as Binance answers for pairs in BREAK. */
export const bookTicker: Endpoint = {
  parameters: ['symbol', 'symbols', 'symbolStatus'],
  answer: (call) => answerTickers(call, (listing) => ({ symbol: listing.spec.symbol, ...bestOf(listing, call.now) })),
};

const NOTHING: Pick<Book, 'bids' | 'asks'> = { bids: [], asks: [] };

/** The best level of both sides, as strings. */
export function bestOf(listing: Listing, now: number) {
  const { scale } = listing.trading;
  const { bids, asks } = listing.status === 'BREAK' ? NOTHING : bookOf(listing, now, 1);
  return {
    bidPrice: writePrice(scale, bids[0]?.[0] ?? 0),
    bidQty: writeQuantity(scale, bids[0]?.[1] ?? 0),
    askPrice: writePrice(scale, asks[0]?.[0] ?? 0),
    askQty: writeQuantity(scale, asks[0]?.[1] ?? 0),
  };
}
