import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { isFuture } from '../../fields.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { type RawDay, ticker24hr } from '../endpoints/tickers.ts';

/** Figures of the last 24 hours. The end of the window tells a newer state from an older one. */
export const highLow = (): LatestFeed<RawDay> => ({
  shape: 'latest',
  rowSchema: ticker24hr.row,
  request: (query) => askForAll('ticker/24hr', query),
  entries: entriesOfAsked,
  valueOf({ closeTime }, { text, symbol }, query) {
    // If it were stored, every later value that is right would be refused.
    if (isFuture(closeTime, query))
      throw new InvalidPayload(`the figures of ${symbol} end in the future: ${closeTime}`);
    return { value: text, order: closeTime };
  },
});
