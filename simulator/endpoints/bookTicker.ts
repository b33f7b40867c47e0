import { formatUnits } from '../decimals.ts';
import type { Listing } from '../trading/pairs.ts';
import { bookOf } from './depth.ts';
import type { Endpoint } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/bookTicker`; all zero where there is no book, as Binance answers for pairs in BREAK. */
export const bookTicker: Endpoint = {
  parameters: ['symbol', 'symbols', 'symbolStatus'],
  answer: (call) => answerTickers(call, (listing) => ({ symbol: listing.spec.symbol, ...bestOf(listing, call.now) })),
};

/** The best level of both sides, as strings. */
export function bestOf(listing: Listing, now: number) {
  const { priceDecimals, quantityDecimals } = listing.trading.scale;
  const { bids, asks } = bookOf(listing, now, 1);
  return {
    bidPrice: formatUnits(bids[0]?.[0] ?? 0, priceDecimals),
    bidQty: formatUnits(bids[0]?.[1] ?? 0, quantityDecimals),
    askPrice: formatUnits(asks[0]?.[0] ?? 0, priceDecimals),
    askQty: formatUnits(asks[0]?.[1] ?? 0, quantityDecimals),
  };
}
