import type { OptionsOf, SpotFeeds } from '../../../../markets/tableTypes.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type FeedQuery, type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { bookOf, level, type RawBook } from '../../book.ts';
import { eventOf, streamOf } from '../../events/event.ts';
import { arrayOf, count, object } from '../../fields.ts';
import { topOfBook } from '../topOf.ts';

/** The best levels of the order book, one call a pair. `lastUpdateId` tells an older book from a newer one. */
export const depth = ({ levels }: OptionsOf<SpotFeeds['depth']>): LatestFeed<RawDepth> => ({
  shape: 'latest',
  rowSchema: object({ lastUpdateId: count, bids: arrayOf({}), asks: arrayOf({}) }),
  request: (query) => ask(query, levels),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf: (raw, entry) => bookOf(raw, entry),
  streamed: {
    by: 'book',
    streamsOf: (symbol) => [streamOf(symbol, '@depth@100ms')],
    topOf: topOfBook,
    levels,
    snapshotLevels: snapshotLevelsOf(levels),
    snapshot: (query) => ask(query, snapshotLevelsOf(levels)),
    changeOf(event, symbol) {
      const { U, u, b, a } = readUpdate(event, symbol);
      return { first: U, last: u, bids: b, asks: a };
    },
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

const readUpdate = eventOf<DepthUpdate>(
  'depthUpdate',
  { U: count, u: count, b: arrayOf(level), a: arrayOf(level) },
  ({ U, u }) => (u < U ? 'it ends before it begins' : null),
);

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

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream
 * `{"e":"depthUpdate","E":1790000000105,"s":"BTCUSDT","U":77002,"u":77005,"b":[["10.49","0.00"]],"a":[["10.52","2.00"]]}`: numbers of the first
 * and the last update, levels with their quantities of now
 */
interface DepthUpdate {
  readonly s: string;
  readonly U: number;
  readonly u: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}
