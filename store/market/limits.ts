import type { RateLimit } from '../../markets/market.js';
import type { Market } from '../../markets/markets.js';
import { isBelievable, type Limits } from '../../model/limits.ts';
import type { Store } from '../redis/connect.ts';
import { limitsKey } from '../redis/keys.ts';
import { numberFrom, oneOf, record, storedJson } from '../redis/stored.ts';

export async function writeLimits(store: Store, market: Market, limits: Limits): Promise<void> {
  await store.redis.set(limitsKey(market), JSON.stringify(limits));
}

const MOST_WINDOW_MS = 86_400_000;

const readLimits = storedJson<Limits>(
  record(
    {
      weightPerMinute: numberFrom(0, Number.MAX_SAFE_INTEGER),
      windowMs: numberFrom(100, MOST_WINDOW_MS),
      window: oneOf(['fixed', 'sliding']),
    },
    ['windowMs', 'window'],
  ),
);

/** The limits as stored; null where they are not, or damaged. `table`: what the market's table says of them. */
export const parseLimits = (store: Store, where: string, stored: string | null, table: RateLimit): Limits | null =>
  readLimits(
    store,
    where,
    stored,
    (limits) => (limits.windowMs === undefined) === (limits.window === undefined) && isBelievable(limits, table),
  );
