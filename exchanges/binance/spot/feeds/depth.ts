import type { OptionsOf, SpotFeeds } from '../../../../markets/tableTypes.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type FeedQuery, type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { bookOf, type RawBook } from '../../book.ts';
import { depthChangesOf, depthReader } from '../../events/depthUpdate.ts';
import { arrayOf, count, object } from '../../fields.ts';
import { topOfBook } from '../../topOf.ts';

/** The best levels of the order book, one call a pair. `lastUpdateId` tells an older book from a newer one. */
export const depth = ({ levels }: OptionsOf<SpotFeeds['depth']>): LatestFeed<RawDepth> => ({
  shape: 'latest',
  rowSchema: object({ lastUpdateId: count, bids: arrayOf({}), asks: arrayOf({}) }),
  request: (query) => ask(query, levels),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf: (raw, entry) => bookOf(raw, entry),
  streamed: {
    by: 'book',
    streamsOf: (symbol) => [depthChangesOf(symbol)],
    topOf: topOfBook,
    levels,
    snapshotLevels: snapshotLevelsOf(levels),
    snapshot: (query) => ask(query, snapshotLevelsOf(levels)),
    changeOf,
  },
});

const ask = (query: FeedQuery, limit: number): ExchangeRequest => ({
  path: '/api/v3/depth',
  params: { symbol: onlyPair(query), limit },
  weight: weightOf(limit),
});

/** Twice as many levels as are stored, in a step of the weight: a side that loses some does not need another snapshot at once. */
function snapshotLevelsOf(levels: number): number {
  return [500, 1000].find((most) => levels * 2 <= most) ?? 5000;
}

const changeOf = depthReader();

function weightOf(levels: number): number {
  if (levels <= 100) return 5;
  if (levels <= 500) return 25;
  return levels <= 1000 ? 50 : 250;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 * `{"lastUpdateId":77001,"bids":[["10.50","3.00"]],"asks":[["10.51","1.20"]]}`, bids falling, asks rising
 */
type RawDepth = RawBook;
