import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { sourceKey } from './keys.ts';
import { isReplyError } from './redisError.ts';

/** A Redis that loads its data is asked so often whether it has, ms. */
const LOADED_EVERY_MS = 100;

/**
 * Resolves once Redis has loaded its data, to false where the connection is lost before. INFO would say for how long it still loads, but
 * by a guess of Redis, and not everywhere.
 *
 * @param onLoading told once if it has not
 */
export async function awaitLoaded(redis: Redis, onLoading: () => void): Promise<boolean> {
  const { stream } = redis;
  const isLost = () => redis.stream !== stream || redis.status !== 'ready';
  let isTold = false;
  while (!isLost()) {
    try {
      await redis.hgetall(sourceKey);
      return !isLost();
    } catch (error) {
      const isLoading = isReplyError(error) && error.message.startsWith('LOADING');
      if (isReplyError(error) && !isLoading) return !isLost();
      if (isLoading && !isTold) onLoading();
      isTold ||= isLoading;
    }
    await wait(LOADED_EVERY_MS);
  }
  return false;
}
