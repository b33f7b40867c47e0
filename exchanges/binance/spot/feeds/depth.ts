import type { OptionsOf, SpotFeeds } from '../../../../markets/tableTypes.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type FeedQuery, type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { bookOf, type RawBook } from '../../book.ts';
import { depthChangesOf, depthReader } from '../../events/depthUpdate.ts';
import { topOfBook } from '../../topOf.ts';
import { ask } from '../ask.ts';
import { depth as depthEndpoint } from '../endpoints/trading.ts';

/** The best levels of the order book, one call a pair. `lastUpdateId` tells an older book from a newer one. */
export const depth = ({ levels }: OptionsOf<SpotFeeds['depth']>): LatestFeed<RawBook> => ({
  shape: 'latest',
  rowSchema: depthEndpoint.row,
  request: (query) => askBook(query, levels),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf: (raw, entry) => bookOf(raw, entry),
  streamed: {
    by: 'book',
    streamsOf: (symbol) => [depthChangesOf(symbol)],
    topOf: topOfBook,
    levels,
    snapshotLevels: snapshotLevelsOf(levels),
    snapshot: (query) => askBook(query, snapshotLevelsOf(levels)),
    changeOf,
  },
});

const askBook = (query: FeedQuery, limit: number): ExchangeRequest => ask('depth', { symbol: onlyPair(query), limit });

/** Twice as many levels as are stored, in a step of the weight: a side that loses some does not need another snapshot at once. */
function snapshotLevelsOf(levels: number): number {
  return [500, 1000].find((most) => levels * 2 <= most) ?? 5000;
}

const changeOf = depthReader();
