import type { Store } from '../store/connect.ts';
import { listingKey } from '../store/keys.ts';
import { parseListings } from '../store/listing.ts';

/** What the exchange is known to say of a spot pair, e.g. TRADING. */
export async function readListing(store: Store, code: string): Promise<string | undefined> {
  return parseListings(store, 'spot', await store.redis.hgetall(listingKey('spot'))).get(code)?.status;
}
