import type { Market } from '../../markets/markets.js';
import { MOST_WEIGHT } from '../../model/limits.ts';
import type { Store } from '../redis/connect.ts';
import { needsKey } from '../redis/keys.ts';
import { mapOf, numberFrom, record, storedJson, writeOver } from '../redis/stored.ts';

/** What a market's plan needs, weight per minute. */
export interface SharedNeeds {
  /** All of it. */
  readonly weightPerMinute: number;
  /** What of it comes before callers. */
  readonly live: number;
  /** Of the limits beside the market's own, by name. */
  readonly pools: Readonly<Record<string, number>>;
}

/** Where nobody has renewed it for so long, seconds, nobody collects the market: it needs nothing. */
const TTL_S = 90;

/** @throws ioredis errors when Redis is away */
export async function writeNeeds(store: Store, market: Market, needs: SharedNeeds): Promise<void> {
  const key = needsKey(market);
  await writeOver(store, key, () => store.redis.set(key, JSON.stringify(needs), 'EX', TTL_S));
}

const weight = numberFrom(0, MOST_WEIGHT);

/** What is stored, or null where there is nothing or it is damaged. */
export const parseNeeds = storedJson<SharedNeeds>(
  record({ weightPerMinute: weight, live: weight, pools: mapOf(weight) }),
);
