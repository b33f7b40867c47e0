import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { type TopEvent, topFields, topsOf } from '../../events/bookTicker.ts';
import { eventOf } from '../../events/event.ts';
import { milliseconds } from '../../fields.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { bookTicker as endpoint, type RawBookTicker } from '../endpoints/tickers.ts';

/** Best bid and ask. An empty side is zero. The number of the book's last update tells a newer state from an older one, where it is sent. */
export const bookTicker = (): LatestFeed<RawBookTicker> => ({
  shape: 'latest',
  rowSchema: endpoint.row,
  request: (query) => askForAll('ticker/bookTicker', query),
  entries: entriesOfAsked,
  valueOf({ bidPrice, askPrice, lastUpdateId }, { text }) {
    // Zeros on both sides mean that there is no book: nobody has an order, or the contract is settled.
    if (!isPositive(bidPrice) && !isPositive(askPrice)) return null;
    return { value: text, ...(lastUpdateId !== undefined && { order: lastUpdateId }) };
  },
  streamed: topsOf(
    eventOf<TopEvent & { readonly T: number }>('bookTicker', { T: milliseconds, ...topFields }),
    ({ T: time, u: lastUpdateId }) => ({ time, lastUpdateId }),
  ),
});
