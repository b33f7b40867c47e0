import type { Account } from '../store/budget/account.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import type { ExchangeRow } from '../store/market/marketState.ts';
import type { Store } from '../store/redis/connect.ts';
import { type Bookkeeping, emptyBookkeeping, readBookkeeping } from '../store/reports/health.ts';

/** This process's copy of what all processes share about a market: listings, limits, foreign weight, pause, source, exchange clock, reports. */
export interface SharedState {
  state(): Bookkeeping;
  /** Reads it anew; adopts the exchange clock. Rejects when Redis is away: the last copy then stands. */
  refresh(): Promise<void>;
}

/** @param table the market's own */
export function createSharedState(
  store: Store,
  account: Account,
  clock: ExchangeClock,
  table?: ExchangeRow,
): SharedState {
  let state = emptyBookkeeping(account.market, table);
  return {
    state: () => state,
    async refresh() {
      state = await readBookkeeping(store, account, clock.nowOrWall(), state, table);
      if (state.clock !== null) clock.adopt(state.clock);
    },
  };
}
