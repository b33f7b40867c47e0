import type { Store } from './connect.ts';
import { changesChannel, knownPairsKey, metaKey } from './keys.ts';

/** Remembers that a worker stores data of a pair, so that it can be removed even after the pair has left the configuration. */
export async function rememberPair(store: Store, worker: string, code: string): Promise<void> {
  await store.redis.sadd(knownPairsKey(worker), code);
}

export async function readKnownPairs(store: Store, worker: string): Promise<string[]> {
  return store.redis.smembers(knownPairsKey(worker));
}

/** Removes a worker's data of a pair and announces it; `key` is the pair's data key. */
export async function forgetPair(store: Store, worker: string, code: string, key: string): Promise<void> {
  await store.redis.remove(key, metaKey(key), changesChannel(store.db));
  await store.redis.srem(knownPairsKey(worker), code);
}
