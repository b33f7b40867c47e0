import { isDeepStrictEqual } from 'node:util';
import type { Market } from '../../markets/markets.js';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { MarketState } from '../../store/market/marketState.ts';
import { type SharedNeeds, writeNeeds } from '../../store/market/needs.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { Plan } from '../plan/plan.ts';

/** It is written anew so often although nothing has changed, ms: otherwise it would run out. */
const RENEW_EVERY_MS = 20_000;

export interface NeedsKeeperOptions {
  readonly store: Store;
  readonly market: Market;
  readonly clock: Pick<ExchangeClock, 'monotonic'>;
  readonly shared: { state(): Pick<MarketState, 'needs'> };
  readonly plan: () => Pick<Plan, 'weightPerMinute' | 'live' | 'pools'>;
}

/** Tells processes that do not plan what the plan needs of each minute: only what it leaves is theirs. */
export interface NeedsKeeper {
  /** One second has passed. Rejects when Redis is away: the next second tells it again. */
  tick(): Promise<void>;
}

export function createNeedsKeeper({ store, market, clock, shared, plan }: NeedsKeeperOptions): NeedsKeeper {
  let renewAt = Number.NEGATIVE_INFINITY;
  return {
    async tick() {
      const needs = needsOf(plan());
      if (isDeepStrictEqual(needs, shared.state().needs) && clock.monotonic() < renewAt) return;
      await writeNeeds(store, market, needs);
      renewAt = clock.monotonic() + RENEW_EVERY_MS;
    },
  };
}

const needsOf = ({ weightPerMinute, live, pools }: Pick<Plan, 'weightPerMinute' | 'live' | 'pools'>): SharedNeeds => ({
  weightPerMinute,
  live,
  pools: Object.fromEntries([...pools].map(([name, pool]) => [name, pool.weightPerMinute])),
});
