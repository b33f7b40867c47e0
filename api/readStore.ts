import type { Store } from '../store/connect.ts';
import { ApiError } from './apiError.ts';
import type { ApiContext } from './context.ts';

/**
 * A command's own time limit starts when it is sent; one that waits behind the commands of a frozen Redis would take twice as long.
 */
const READ_DEADLINE_MS = 1_200;

/** Seconds after which a caller may ask again. */
const RETRY_AFTER_S = '1';

const unavailable = (cause?: unknown): ApiError =>
  new ApiError('redis-unavailable', 'Redis does not answer', { headers: { 'Retry-After': RETRY_AFTER_S }, cause });

/**
 * Reads from the store within 1.2 s.
 * @throws ApiError `redis-unavailable`
 */
export async function readStore<T>(context: Pick<ApiContext, 'store'>, read: (store: Store) => Promise<T>): Promise<T> {
  const store = context.store();
  if (store === null || !store.isUp()) throw unavailable();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no reply in time')), READ_DEADLINE_MS);
  });
  try {
    return await Promise.race([read(store), deadline]);
  } catch (cause) {
    throw unavailable(cause);
  } finally {
    clearTimeout(timer);
  }
}
