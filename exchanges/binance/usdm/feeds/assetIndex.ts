import type { LatestFeed } from '../../../../model/feed.ts';
import { ask, entriesOfSome, orNone } from '../ask.ts';
import { assetIndex as endpoint, type RawAssetIndex } from '../endpoints/prices.ts';

/** What the base asset of a pair counts for as collateral. The exchange calls it BTCUSD, whatever dollars the pair is quoted in. */
export const assetIndex = (): LatestFeed<RawAssetIndex | null> => ({
  shape: 'latest',
  rowSchema: orNone(endpoint.row),
  request: () => ask('assetIndex', {}),
  entries: (payload, query) =>
    entriesOfSome(payload, query, (symbol, pair) => /USD$/.test(symbol) && pair.startsWith(symbol)),
  valueOf: (row, { text }) => (row === null ? null : { value: text, order: row.time }),
});
