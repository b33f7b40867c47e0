import { apiErrors } from '../apiError.ts';
import type { Listing } from '../trading/pairs.ts';
import { type Call, listedAt } from './endpoint.ts';

/** Answers one object for `symbol`, a list for `symbols` or for none; `symbolStatus` filters, and refuses a single pair of another. */
export function answerTickers<Row>({ params, pairs, now }: Call, rowOf: (listing: Listing) => Row): Row | Row[] {
  const asked = params.listings();
  const status = params.status();
  const list = asked?.list ?? listedAt(pairs, now);
  const kept = status === undefined ? list : list.filter((listing) => listing.status === status);
  if (asked?.one) {
    const [only] = kept;
    if (only === undefined) throw apiErrors.wrongStatus();
    return rowOf(only);
  }
  return kept.map(rowOf);
}
