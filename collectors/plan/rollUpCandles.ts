import { type MarketConfig, retentionOf } from '../../config/marketConfig.ts';
import { type Collector, isSummable } from '../../markets/markets.js';
import { canRollUp } from '../../model/rollUpSources.ts';
import type { Entry } from './entry.ts';

/** Collector name → pairs that are polled although the collector rolls up. */
export type PolledPairs = ReadonlyMap<string, number>;

/** Level 2: candles of all intervals but the shortest are rolled up from it, those of some pairs polled where that cannot be for now. */
export function rollUpCandles(config: MarketConfig, entries: readonly Entry[], polled: PolledPairs): Entry[] {
  const { klines, pairs } = config;
  const isRolledUp = (collector: Collector) =>
    collector.interval !== undefined &&
    isSummable(collector.row) &&
    canRollUp(collector.interval, klines.intervals, retentionOf(config, collector));
  return entries.map((entry) => {
    if (!isRolledUp(entry.collector)) return entry;
    const polledPairs = Math.min(pairs.length, polled.get(entry.collector.name) ?? 0);
    return { ...entry, served: 'rollup', polledPairs, polledRound: (entry.round / pairs.length) * polledPairs };
  });
}
