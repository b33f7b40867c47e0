import type { MarketTable } from '../../markets/market.js';
import { type Market, markets } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { listingKey } from '../redis/keys.ts';
import { record, storedJson, text, time, writeOver } from '../redis/stored.ts';

/** What the exchange says of a pair, as it is stored. A pair without an entry is not verified yet. */
export interface StoredListing {
  /** The exchange's own word, or `UNLISTED` when it does not know the pair. */
  readonly status: string;
  /** Exchange-clock ms of the request that said so. */
  readonly asOf: number;
}

export interface Listing extends StoredListing {
  /** Whether its status means, by the market's table, that the pair is traded. */
  readonly isTraded: boolean;
}

export const UNLISTED = 'UNLISTED';

/** What /health and the workers call a pair whose listing is not known yet. */
export const UNVERIFIED = 'UNVERIFIED';

export async function writeListings(
  store: Store,
  market: Market,
  listings: ReadonlyMap<string, StoredListing>,
): Promise<void> {
  if (listings.size === 0) return;
  const fields = [...listings].flatMap(([code, listing]) => [code, JSON.stringify(listing)]);
  const key = listingKey(market);
  await writeOver(store, key, () => store.redis.hset(key, ...fields));
}

export async function removeListing(store: Store, market: Market, code: string): Promise<void> {
  await store.redis.hdel(listingKey(market), code);
}

const parseListing = storedJson<StoredListing>(record({ status: text, asOf: time }));

/** A damaged entry is left out: its pair counts as not verified. */
export function parseListings(
  store: Store,
  market: Market,
  hash: Record<string, string>,
  { traded }: Pick<MarketTable, 'traded'> = markets[market],
): Map<string, Listing> {
  return new Map(
    Object.entries(hash).flatMap(([code, json]) => {
      const listing = parseListing(store, `${listingKey(market)} ${code}`, json);
      if (listing === null) return [];
      const { status, asOf } = listing;
      return [[code, { status, asOf, isTraded: traded.includes(status) }] as const];
    }),
  );
}
