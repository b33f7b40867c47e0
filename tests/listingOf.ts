import type { Market } from '../markets/markets.js';
import { parseListings } from '../store/market/listing.ts';
import type { Store } from '../store/redis/connect.ts';
import { listingKey } from '../store/redis/keys.ts';

/** What the exchange is known to say of a pair, e.g. TRADING. */
export async function readListing(store: Store, code: string, market: Market = 'spot'): Promise<string | undefined> {
  return parseListings(store, market, await store.redis.hgetall(listingKey(market))).get(code)?.status;
}
