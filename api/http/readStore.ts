import type { Store } from '../../store/redis/connect.ts';
import { isRedisError, isReplyError } from '../../store/redis/redisError.ts';
import type { ApiContext } from '../context/context.ts';
import { ApiError } from './problems/apiError.ts';

/**
 * Each command has a time limit of its own, but that starts only when the command is sent. A command that waits behind others of a
 * frozen Redis would take twice as long; hence this limit.
 */
const READ_DEADLINE_MS = 1_200;

/** Seconds after which a caller may ask again. */
const RETRY_AFTER_S = '1';

/** The 503 of an API that cannot read Redis, for the reason given. */
export function redisUnavailable(detail: string, cause?: unknown): ApiError {
  return new ApiError('redis-unavailable', detail, { headers: { 'Retry-After': RETRY_AFTER_S }, cause });
}

/** Redis has not replied within the time that a caller waits. */
class TooLate extends Error {}

/**
 * Reads from the store within 1.2 s.
 * @throws ApiError `redis-unavailable`. An error of `read` that does not come from Redis is a defect of this program and is thrown on.
 */
export async function readStore<T>(context: Pick<ApiContext, 'store'>, read: (store: Store) => Promise<T>): Promise<T> {
  const store = context.store();
  if (store === null || !store.isUp()) throw redisUnavailable('Redis does not answer');
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate('no reply in time')), READ_DEADLINE_MS);
  });
  try {
    return await Promise.race([read(store), deadline]);
  } catch (cause) {
    if (!(cause instanceof TooLate) && !isRedisError(cause)) throw cause;
    throw redisUnavailable(isReplyError(cause) ? 'Redis answers with an error' : 'Redis does not answer', cause);
  } finally {
    clearTimeout(timer);
  }
}
