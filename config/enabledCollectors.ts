import { type Collector, collectors } from '../markets/markets.js';
import type { Config } from './config.ts';
import { isEnabledIn, marketConfigOf } from './marketConfig.ts';

/**
 * Whether the configuration enables this collector: its feed, and its interval of candles.
 *
 * @param configOf where a market's part of the configuration stands
 */
export function isEnabled(config: Config, collector: Collector, configOf = marketConfigOf): boolean {
  const own = configOf(config, collector.market);
  return own !== undefined && isEnabledIn(own, collector);
}

/** The collectors that the configuration disables. What they have stored stays. */
export function disabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => !isEnabled(config, collector));
}

/** The collectors that the configuration enables, in the order of the tables. */
export function enabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => isEnabled(config, collector));
}
