import type { Store } from './connect.ts';
import { listingKey, type Market } from './keys.ts';

/**
 * What the exchange says of a pair: its own status (TRADING, HALT, BREAK …), or `UNLISTED` when it does not know the pair.
 * A pair without an entry is not verified yet.
 */
export interface Listing {
  readonly status: string;
  /** Exchange-clock ms of the request that said so. */
  readonly asOf: number;
}

export const UNLISTED = 'UNLISTED';

/** What /health and the workers call a pair whose listing is not known yet. */
export const UNVERIFIED = 'UNVERIFIED';

export async function writeListings(
  store: Store,
  market: Market,
  listings: ReadonlyMap<string, Listing>,
): Promise<void> {
  if (listings.size === 0) return;
  const fields = [...listings].flatMap(([code, listing]) => [code, JSON.stringify(listing)]);
  await store.redis.hset(listingKey(market), ...fields);
}

export async function removeListing(store: Store, market: Market, code: string): Promise<void> {
  await store.redis.hdel(listingKey(market), code);
}

export function parseListings(hash: Record<string, string>): Map<string, Listing> {
  return new Map(Object.entries(hash).map(([code, json]) => [code, JSON.parse(json) as Listing]));
}
