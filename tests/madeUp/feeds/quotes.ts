import type { LatestFeed } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { object, price } from './fields.ts';

/** Last price and best offers: a list with commas is asked for, an object by symbol answered. */
export const quotes = (): LatestFeed<RawQuote> => ({
  shape: 'latest',
  rowSchema: object({ last: price, best: object({ bid: price, ask: price }) }),
  request: ({ pairs }) => ({ path: '/v1/quotes', params: { of: pairs.join(',') }, weight: 1 }),
  entries({ data, path }) {
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      throw new InvalidPayload(`${path}: no quotes`);
    return Object.entries(data).map(([symbol, row]) => ({ symbol, row, text: JSON.stringify(row) }));
  },
  valueOf: ({ last, best: { bid, ask } }) => ({ value: JSON.stringify({ last, bid, ask }) }),
});

/** `{"XBT/USD":{"last":"64000.10","best":{"bid":"64000.09","ask":"64000.11"}}}` */
interface RawQuote {
  readonly last: string;
  readonly best: { readonly bid: string; readonly ask: string };
}
