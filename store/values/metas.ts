import type { Store } from '../redis/connect.ts';
import { metaKey } from '../redis/keys.ts';
import { readOr } from '../redis/stored.ts';
import { type Meta, parseMeta } from './meta.ts';

/** The metas of many data keys, in their order, in one pipeline; null where nothing is stored. @throws ioredis errors when Redis is away. */
export async function readMetas(store: Store, keys: readonly string[]): Promise<(Meta | null)[]> {
  return Promise.all(
    keys.map(metaKey).map(async (key) => {
      const fields = store.redis.hmget(key, 'asOf', 'changedAt', 'version', 'source', 'outOfStep');
      const stored = await readOr(store, key, fields, []);
      return parseMeta(store, key, stored, stored[4]);
    }),
  );
}
