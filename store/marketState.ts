import { DEFAULT_LIMITS, type Limits, type Pause, parseLimits, parsePause } from './budget.ts';
import { type ClockMeasurement, parseClock } from './clock.ts';
import type { Store } from './connect.ts';
import { clockKey, limitsKey, listingKey, type Market, pauseKey, sourceKey } from './keys.ts';
import { type Listing, parseListings } from './listing.ts';

/** What all processes share about one market: written by the pair-info worker, and by whoever meets a limit. */
export interface MarketState {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly clock: ClockMeasurement | null;
  readonly limits: Limits;
  readonly pause: Pause | null;
  /** Who the market's data comes from, or null before the first reply. */
  readonly source: string | null;
}

export const UNKNOWN_MARKET: MarketState = {
  listings: new Map(),
  clock: null,
  limits: DEFAULT_LIMITS,
  pause: null,
  source: null,
};

/** One pipeline. @throws ioredis errors when Redis is away. */
export async function readMarketState(store: Store, market: Market, egress: string): Promise<MarketState> {
  const { redis } = store;
  const [listings, clock, limits, pause, source] = await Promise.all([
    redis.hgetall(listingKey(market)),
    redis.get(clockKey(market)),
    redis.get(limitsKey(market)),
    redis.get(pauseKey(egress, market)),
    redis.hget(sourceKey, market),
  ]);
  return {
    listings: parseListings(listings),
    clock: parseClock(clock),
    limits: parseLimits(limits),
    pause: parsePause(pause),
    source,
  };
}
