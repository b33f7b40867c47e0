import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { type TopEvent, topFields, topsOf } from '../../events/bookTicker.ts';
import { text, untypedEventOf } from '../../events/event.ts';
import { object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';
import { ask } from '../ask.ts';
import { bookTicker as bookTickerEndpoint, type RawBookTicker } from '../endpoints/tickers.ts';

/** Best bid and ask of all pairs in one call. An empty side is zero. The answer carries no time and no id. */
export const bookTicker = (): LatestFeed<RawBookTicker> => ({
  shape: 'latest',
  rowSchema: bookTickerEndpoint.row,
  request: (query) => ask('ticker/bookTicker', { symbols: symbolList(query.pairs) }),
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
