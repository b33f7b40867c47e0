import type { Store } from '../../store/redis/connect.ts';
import { isReplyError } from '../../store/redis/redisError.ts';
import type { Step } from './fillSeries.ts';

/**
 * The highest step whose rows are not all stored: a Redis that has lost its last second has lost pages, too, and those below them may be there. Null:
 * none is missing, as far as the rights of the Redis user let us see.
 *
 * @param steps newest first @param floor retention keeps no lower score @throws ioredis errors when Redis is away
 */
export async function missingOf(
  store: Store,
  key: string,
  steps: readonly Step[],
  floor: number,
): Promise<Step | null> {
  for (const step of steps) {
    if (step.lowest < floor) continue;
    const there = await countRows(store, key, step);
    if (there !== null && there < step.rows) return step;
  }
  return null;
}

async function countRows(store: Store, key: string, { lowest, highest }: Step): Promise<number | null> {
  try {
    return await store.redis.zcount(key, lowest, highest);
  } catch (error) {
    // A user of Redis may lack the right to ask, and a key that is no series has no rows.
    if (isReplyError(error)) return null;
    throw error;
  }
}
