import type { MarketTable } from '../../../markets/market.js';
import type { Collector } from '../../../markets/markets.js';
import type { WorkerReport } from '../../../store/reports/health.ts';
import { plannedWeight } from '../read/planned.ts';

/** A limit that a market has beside its own. All figures are of one of its windows. */
export interface PoolState {
  readonly name: string;
  readonly windowMs: number;
  /** What the exchange allows. */
  readonly limit: number;
  /** What of it we allow ourselves. */
  readonly budget: number;
  readonly planned: number;
  /** Counted now; null where not known. */
  readonly used: number | null;
}

const MINUTE = 60_000;

/**
 * @param enabled the collectors of one market that should run
 * @param used counted in the present window of each, by name
 */
export const poolsOf = (
  { pools = {} }: MarketTable,
  share: number,
  enabled: readonly Collector[],
  reports: ReadonlyMap<string, WorkerReport>,
  used: ReadonlyMap<string, number | null> | undefined,
): PoolState[] =>
  Object.entries(pools).map(([name, { weight, windowMs }]) => ({
    name,
    windowMs,
    limit: weight,
    budget: Math.floor(weight * share),
    planned: Math.round((plannedWeight(enabled, reports, name) * windowMs) / MINUTE),
    used: used?.get(name) ?? null,
  }));
