import type { Store } from '../redis/connect.ts';
import { changesChannel, metaKey } from '../redis/keys.ts';
import { assertStored } from './write.ts';

/**
 * Marks a latest value as out of step with the exchange, as a book is from a missed change on: it is stale at once, until a write of it
 * succeeds. Where nothing is stored nothing is marked.
 *
 * @param fence the writer's fencing number
 * @throws WriteRefused; ioredis errors when Redis is away
 */
export async function markOutOfStep(store: Store, key: string, fence: number): Promise<void> {
  assertStored(key, await store.redis.markOutOfStep(key, metaKey(key), changesChannel(store.db), fence));
}
