import { PAIR_CODE } from '../../markets/pairCode.ts';
import type { Store } from '../redis/connect.ts';
import { changesChannel, knownPairsKey, metaKey } from '../redis/keys.ts';
import { readOr, writeOver } from '../redis/stored.ts';
import { removeGaps } from './gaps.ts';
import { assertStored } from './write.ts';

/** Remembers that a worker stores data of a pair, so that it can be removed even after the pair has left the configuration. */
export async function rememberPair(store: Store, worker: string, code: string): Promise<void> {
  const key = knownPairsKey(worker);
  await writeOver(store, key, () => store.redis.sadd(key, code));
}

/** What is no code of a pair is removed: no key is made of it. */
export async function readKnownPairs(store: Store, worker: string): Promise<string[]> {
  const key = knownPairsKey(worker);
  const codes = await readOr(store, key, store.redis.smembers(key), []);
  const damaged = codes.filter((code) => !PAIR_CODE.test(code));
  if (damaged.length > 0) {
    store.damage.found(`a member of ${key}`, damaged.join(), 'is removed');
    await store.redis.srem(key, ...damaged);
    store.damage.sound(`a member of ${key}`);
  }
  return codes.filter((code) => !damaged.includes(code));
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
