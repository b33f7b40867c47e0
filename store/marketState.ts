import {
  type Account,
  DEFAULT_LIMITS,
  type Limits,
  type Pause,
  parseLimits,
  parsePause,
  readForeignWeight,
  roundForeign,
} from './budget.ts';
import { type ClockMeasurement, parseClock } from './clock.ts';
import type { Store } from './connect.ts';
import { clockKey, limitsKey, listingKey, pauseKey, sourceKey } from './keys.ts';
import { type Listing, parseListings } from './listing.ts';

/** What all processes share about one market: written by the pair-info worker, and by whoever meets a limit. */
export interface MarketState {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly clock: ClockMeasurement | null;
  readonly limits: Limits;
  /** Weight per minute that the plan sets aside for other programs on the same IP. */
  readonly foreign: number;
  readonly pause: Pause | null;
  /** Who the market's data comes from, or null before the first reply. */
  readonly source: string | null;
}

export const UNKNOWN_MARKET: MarketState = {
  listings: new Map(),
  clock: null,
  limits: DEFAULT_LIMITS,
  foreign: 0,
  pause: null,
  source: null,
};

/** One pipeline. `now`: exchange-clock ms. @throws ioredis errors when Redis is away. */
export async function readMarketState(store: Store, account: Account, now: number): Promise<MarketState> {
  const { redis } = store;
  const { market, egress } = account;
  const [listings, clock, storedLimits, foreign, pause, source] = await Promise.all([
    redis.hgetall(listingKey(market)),
    redis.get(clockKey(market)),
    redis.get(limitsKey(market)),
    readForeignWeight(store, account, now),
    redis.get(pauseKey(egress, market)),
    redis.hget(sourceKey, market),
  ]);
  const limits = parseLimits(storedLimits);
  return {
    listings: parseListings(listings),
    clock: parseClock(clock),
    limits,
    foreign: roundForeign(foreign, limits),
    pause: parsePause(pause),
    source,
  };
}
