import type { Store } from './connect.ts';
import { removeGaps } from './gaps.ts';
import { changesChannel, knownPairsKey, metaKey } from './keys.ts';
import { assertStored } from './write.ts';

/** Remembers that a worker stores data of a pair, so that it can be removed even after the pair has left the configuration. */
export async function rememberPair(store: Store, worker: string, code: string): Promise<void> {
  await store.redis.sadd(knownPairsKey(worker), code);
}

export async function readKnownPairs(store: Store, worker: string): Promise<string[]> {
  return store.redis.smembers(knownPairsKey(worker));
}

/**
 * Removes a worker's data of a pair and announces it, then its gaps; `key` is the pair's data key.
 * @throws WriteRefused `fenced` when another worker with a higher fence has written; ioredis errors when Redis is away.
 */
export async function forgetPair(
  store: Store,
  worker: string,
  code: string,
  key: string,
  fence: number,
): Promise<void> {
  assertStored(key, await store.redis.remove(key, metaKey(key), changesChannel(store.db), fence));
  await removeGaps(store, worker, fence, code);
  await store.redis.srem(knownPairsKey(worker), code);
}
