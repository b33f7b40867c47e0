import type { OptionsOf, UsdmFeeds } from '../../../../markets/tableTypes.ts';
import { type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { bookOf } from '../../book.ts';
import { depthChangesOf, depthReader } from '../../events/depthUpdate.ts';
import { count } from '../../fields.ts';
import { topOfBook } from '../../topOf.ts';
import { ask } from '../ask.ts';
import { depthLimits, depth as endpoint, type RawDepth } from '../endpoints/trading.ts';

/** The best levels of the order book, one call a pair. Only certain numbers of levels can be asked for: what is more is cut off. */
export const depth = ({ levels }: OptionsOf<UsdmFeeds['depth']>): LatestFeed<RawDepth> => {
  // Twice as many as are stored: a side that loses some does not need another snapshot at once.
  const snapshotLevels = levels * 2 <= 500 ? 500 : 1000;
  const limit = depthLimits.find((most) => most >= levels) ?? 1000;
  return {
    shape: 'latest',
    rowSchema: endpoint.row,
    request: (query) => ask('depth', { symbol: onlyPair(query), limit }),
    entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
    valueOf: (raw, entry) => bookOf(raw, entry, levels),
    streamed: {
      by: 'book',
      streamsOf: (symbol) => [depthChangesOf(symbol)],
      topOf: topOfBook,
      levels,
      snapshotLevels,
      snapshot: (query) => ask('depth', { symbol: onlyPair(query), limit: snapshotLevels }),
      wholeOf: (raw, entry) => bookOf(raw as RawDepth, entry),
      changeOf,
    },
  };
};

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams
 * `{"e":"depthUpdate","E":1790000000105,"T":1790000000101,"s":"BTCUSDT","U":77002,"u":77005,"pu":77001,"b":[["10.49","0"]],"a":[]}`: between two
 * events numbers may be missing, so `pu` tells whether one follows the other
 */
const changeOf = depthReader({ pu: count });
