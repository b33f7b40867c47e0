import type { LatestFeed } from '../../../../model/feed.ts';
import { ask, entriesOfSome, orNone } from '../ask.ts';
import { indexInfo as endpoint, type RawIndexInfo } from '../endpoints/prices.ts';

/** What an index consists of, of contracts on an index: the others have none. */
export const indexInfo = (): LatestFeed<RawIndexInfo | null> => ({
  shape: 'latest',
  rowSchema: orNone(endpoint.row),
  request: () => ask('indexInfo', {}),
  entries: (payload, query) => entriesOfSome(payload, query),
  valueOf: (row, { text }) => (row === null ? null : { value: text, order: row.time }),
});
