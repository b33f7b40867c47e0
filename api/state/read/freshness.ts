import { configuredPeriod, type MarketConfig } from '../../../config/marketConfig.ts';
import type { Collector } from '../../../markets/markets.js';
import { UNVERIFIED } from '../../../store/market/listing.ts';
import type { Bookkeeping } from '../../../store/reports/health.ts';
import { staleAfterMs } from '../../../store/values/meta.ts';

/** How fresh one value of one pair is. */
export interface Freshness {
  /** Milliseconds since the request that last confirmed it was sent; null where there is no data. */
  readonly age: number | null;
  /** Effective seconds between two polls. */
  readonly period: number;
  /** The pair's status at the exchange in its own words, UNLISTED, or UNVERIFIED while not known. */
  readonly status: string;
  readonly stale: boolean;
  /** There is no data because the exchange has none: nothing was traded yet, or nobody has an order. That does not count as stale. */
  readonly waiting: boolean;
  /** The collectors know that it is not what the exchange has now. */
  readonly isOutOfStep: boolean;
  /** False for a pair that the exchange does not trade: its data cannot be kept fresh. */
  readonly shouldBeFresh: boolean;
}

/**
 * The one rule for GetData's headers, /health and /ready.
 *
 * @param config what CONFIG.json says of the collector's market; undefined if the market is no longer collected
 * @param asOf exchange-clock ms, null where nothing is stored
 * @param now exchange-clock ms
 * @param isOutOfStep whether the stored value is marked so
 */
export function judgeFreshness(
  { reports, listings }: Pick<Bookkeeping, 'reports' | 'listings'>,
  config: MarketConfig | undefined,
  collector: Collector,
  code: string,
  asOf: number | null,
  now: number,
  isOutOfStep = false,
): Freshness {
  const report = reports.get(collector.name);
  const { everySeconds } = collector.row;
  const period = report?.period ?? (config === undefined ? everySeconds : configuredPeriod(config, collector));
  const listing = listings.get(code);
  const status = listing?.status ?? UNVERIFIED;
  const shouldBeFresh = listing?.isTraded ?? true;
  // A value far ahead of our clock also counts as stale: the clock must be wrong, so nobody knows the value's age.
  const isInTime = (at: number | null) => at !== null && Math.abs(now - at) <= staleAfterMs(period);
  const waiting = asOf === null && isInTime(report?.pairs?.[code]?.waitingAt ?? null);
  return {
    age: asOf === null ? null : Math.max(0, Math.round(now - asOf)),
    period,
    status,
    stale: !(isInTime(asOf) || waiting) || isOutOfStep || !shouldBeFresh,
    waiting,
    isOutOfStep,
    shouldBeFresh,
  };
}
