import type { OptionsOf, UsdmFeeds } from '../../../../markets/tableTypes.ts';
import { type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { bookOf } from '../../book.ts';
import { ask } from '../ask.ts';
import { depthLimits, depth as endpoint, type RawDepth } from '../endpoints/trading.ts';

/** The best levels of the order book, one call a pair. Only certain numbers of levels can be asked for: what is more is cut off. */
export const depth = ({ levels }: OptionsOf<UsdmFeeds['depth']>): LatestFeed<RawDepth> => {
  const limit = depthLimits.find((most) => most >= levels) ?? 1000;
  return {
    shape: 'latest',
    rowSchema: endpoint.row,
    request: (query) => ask('depth', { symbol: onlyPair(query), limit }),
    entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
    valueOf: (raw, entry) => bookOf(raw, entry, levels),
  };
};
