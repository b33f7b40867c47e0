import { StartError } from '../config/errors.ts';
import type { Store } from './connect.ts';
import { type Market, sourceKey } from './keys.ts';

/**
 * A market's data comes from one source for good: simulated candles among real ones would never be found again.
 *
 * @throws StartError when the stored data came from another one.
 */
export async function claimSource(store: Store, market: Market, source: string): Promise<void> {
  await store.redis.hsetnx(sourceKey, market, source);
  const owner = await store.redis.hget(sourceKey, market);
  if (owner === source) return;
  throw new StartError(
    `the ${market} data in Redis db ${store.db} comes from ${owner}, but the configured exchange answers as ${source}: ` +
      'use another Redis or redis.db, or remove the old data with: npm run clear -- --yes',
  );
}
