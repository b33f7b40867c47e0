import { type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { ask, entriesOfAsked, pairOf } from '../ask.ts';
import { constituents as endpoint, type RawConstituents } from '../endpoints/prices.ts';

/** What the index price of a pair is made of. */
export const constituents = (): LatestFeed<RawConstituents> => ({
  shape: 'latest',
  rowSchema: endpoint.row,
  request: (query) => ask('constituents', { symbol: pairOf(onlyPair(query)) }),
  entries: (payload, query) =>
    entriesOfAsked(payload, query).map((entry) =>
      entry.symbol === pairOf(onlyPair(query)) ? { ...entry, symbol: onlyPair(query) } : entry,
    ),
  valueOf: ({ time }, { text }) => ({ value: text, order: time }),
});
