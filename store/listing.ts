import type { Market } from '../markets/markets.js';
import type { Store } from './connect.ts';
import { listingKey } from './keys.ts';
import { record, storedJson, text, time, writeOver } from './stored.ts';

/**
 * What the exchange says of a pair: its own status (TRADING, HALT, BREAK …), or `UNLISTED` when it does not know the pair.
 * A pair without an entry is not verified yet.
 */
export interface Listing {
  readonly status: string;
  /** Whether that means that it is traded. */
  readonly isTraded: boolean;
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
  const key = listingKey(market);
  await writeOver(store, key, () => store.redis.hset(key, ...fields));
}

export async function removeListing(store: Store, market: Market, code: string): Promise<void> {
  await store.redis.hdel(listingKey(market), code);
}

const parseListing = storedJson<Omit<Listing, 'isTraded'> & Partial<Listing>>(
  record({ status: text, isTraded: { type: 'boolean' }, asOf: time }, ['isTraded']),
);

/** A damaged entry is left out, and so is one of an older version, which does not say whether the pair is traded: it counts as not verified. */
export function parseListings(store: Store, market: Market, hash: Record<string, string>): Map<string, Listing> {
  return new Map(
    Object.entries(hash).flatMap(([code, json]) => {
      const listing = parseListing(store, `${listingKey(market)} ${code}`, json);
      if (listing?.isTraded === undefined) return [];
      return [[code, { ...listing, isTraded: listing.isTraded }] as const];
    }),
  );
}
