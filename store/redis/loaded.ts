import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { sourceKey } from './keys.ts';
import { isReplyError } from './redisError.ts';

/** A Redis that loads its data is asked so often whether it has, ms. */
const LOADED_EVERY_MS = 100;

/**
 * Resolves once Redis has loaded its data, to false where the connection is lost before. INFO would say for how long it still loads, but
 * by a guess of Redis, and not everywhere.
 */
export async function awaitLoaded(redis: Redis): Promise<boolean> {
  const { stream } = redis;
  const isLost = () => redis.stream !== stream || redis.status !== 'ready';
  while (!isLost()) {
    try {
      await redis.hgetall(sourceKey);
      return !isLost();
    } catch (error) {
      if (isReplyError(error) && !error.message.startsWith('LOADING')) return !isLost();
    }
    await wait(LOADED_EVERY_MS);
  }
  return false;
}
