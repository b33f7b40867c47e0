import { writePrice } from '../written.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/price`: the last trade's price. */
export const price: Endpoint = {
  parameters: ['symbol', 'symbols', 'symbolStatus'],
  answer: (call) =>
    answerTickers(call, (listing) => {
      const last = listing.trading.lastOrder(instantOf(listing, call.now));
      return { symbol: listing.spec.symbol, price: writePrice(listing.trading.scale, last?.price ?? 0) };
    }),
};
