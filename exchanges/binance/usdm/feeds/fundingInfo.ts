import type { LatestFeed } from '../../../../model/feed.ts';
import { ask, entriesOfSome, orNone } from '../ask.ts';
import { fundingInfo as endpoint, type RawFundingInfo } from '../endpoints/prices.ts';

/** Cap, floor and interval of funding: only of contracts that have their own, and among them those of COIN-M. */
export const fundingInfo = (): LatestFeed<RawFundingInfo | null> => ({
  shape: 'latest',
  rowSchema: orNone(endpoint.row),
  request: () => ask('fundingInfo', {}),
  entries: (payload, query) => entriesOfSome(payload, query),
  valueOf: (row, { text }) => (row === null ? null : { value: text }),
});
