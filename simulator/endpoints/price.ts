import { formatUnits } from '../decimals.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/price`: the last trade's price. */
export const price: Endpoint = {
  parameters: ['symbol', 'symbols', 'symbolStatus'],
  answer: (call) =>
    answerTickers(call, (listing) => {
      const last = listing.trading.lastOrder(instantOf(listing, call.now));
      return { symbol: listing.spec.symbol, price: formatUnits(last?.price ?? 0, listing.trading.scale.priceDecimals) };
    }),
};
