import type { Market } from '../../markets/markets.js';
import { collectorsOf } from '../../markets/markets.js';
import type { Store } from '../../store/redis/connect.ts';
import { knownPairsKey } from '../../store/redis/keys.ts';
import { readOr } from '../../store/redis/stored.ts';

/** Pairs that a collector has stored rows of, also those that have left CONFIG.json since. @throws ioredis errors when Redis is away */
export async function storedCodes(
  store: Store,
  market: Market,
  { feed, interval }: { readonly feed?: string | undefined; readonly interval?: string | undefined },
): Promise<string[]> {
  const collector = collectorsOf(market).find(
    (one) => one.feed === feed && (one.interval === undefined || String(one.interval) === interval),
  );
  if (collector === undefined) return [];
  const key = knownPairsKey(collector.name);
  return (await readOr(store, key, store.redis.smembers(key), [])).sort();
}
