import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { type TopEvent, topFields, topsOf } from '../../events/bookTicker.ts';
import { text, untypedEventOf } from '../../events/event.ts';
import { decimal, object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';

/** Best bid and ask of all pairs in one call. An empty side is zero. The answer carries no time and no id. */
export const bookTicker = (): LatestFeed<RawBookTicker> => ({
  shape: 'latest',
  rowSchema: object({
    symbol: { type: 'string' },
    bidPrice: decimal,
    bidQty: decimal,
    askPrice: decimal,
    askQty: decimal,
  }),
  request: (query) => ({
    path: '/api/v3/ticker/bookTicker',
    params: { symbols: symbolList(query.pairs) },
    weight: 4,
  }),
  entries: entriesBySymbol,
  // Zeros on both sides mean that there is no book: nobody has an order, or the pair is halted.
  valueOf: ({ bidPrice, askPrice }, { text }) =>
    isPositive(bidPrice) || isPositive(askPrice) ? { value: text } : null,
  streamed: topsOf(
    untypedEventOf<TopEvent>('bookTicker', {
      ...object({ s: text, ...topFields }),
      // Spot names no type. What names another one is none of these.
      not: { required: ['e'], properties: { e: { not: { const: 'bookTicker' } } } },
    }),
  ),
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 * `{"symbol":"BTCUSDT","bidPrice":"10.50","bidQty":"3.0","askPrice":"10.51","askQty":"1.2"}`
 */
interface RawBookTicker {
  readonly symbol: string;
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
}
