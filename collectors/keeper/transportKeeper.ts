import { isDeepStrictEqual } from 'node:util';
import type { SharedState } from '../../gateway/sharedState.ts';
import type { Market } from '../../markets/markets.js';
import type { ExchangeClock } from '../../store/market/clock.ts';
import { type SharedTransport, writeTransport } from '../../store/market/transport.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nextTransport } from '../plan/nextTransport.ts';
import type { Plan } from '../plan/plan.ts';

/** It is written anew so often although nothing has changed, ms: otherwise it would run out. */
const RENEW_EVERY_MS = 60_000;

export interface TransportKeeperOptions {
  readonly store: Store;
  readonly market: Market;
  readonly clock: Pick<ExchangeClock, 'nowOrWall' | 'wall' | 'monotonic'>;
  readonly shared: Pick<SharedState, 'state'>;
  readonly plan: () => Pick<Plan, 'fits' | 'collectors'>;
}

/**
 * Decides for all processes what the plan depends on beside CONFIG.json and the budget (plan/nextTransport.ts), and shares it. What it shared last
 * goes on where Redis has lost it.
 */
export interface TransportKeeper {
  /** One second has passed. Rejects when Redis is away: the next second decides again. */
  tick(): Promise<void>;
}

export function createTransportKeeper({ store, market, clock, shared, plan }: TransportKeeperOptions): TransportKeeper {
  let last: SharedTransport | null = null;
  let renewAt = Number.NEGATIVE_INFINITY;
  return {
    async tick() {
      const { transport: stored, reports } = shared.state();
      const next = nextTransport(stored ?? last, plan(), reports, clock.nowOrWall(), clock.wall());
      last = next;
      if (isDeepStrictEqual(next, stored) && clock.monotonic() < renewAt) return;
      await writeTransport(store, market, next);
      renewAt = clock.monotonic() + RENEW_EVERY_MS;
    },
  };
}
