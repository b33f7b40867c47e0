import { type Collector, collectors } from '../markets/markets.js';
import type { Config } from './config.ts';
import { isEnabledIn, marketConfigOf } from './marketConfig.ts';

/** Whether the configuration has this feed, and this candle interval, collected. */
export function isEnabled(config: Config, collector: Collector): boolean {
  const own = marketConfigOf(config, collector.market);
  return own !== undefined && isEnabledIn(own, collector);
}

/** Those of the tables that the configuration does not have collected: what was stored of them stays. */
export function disabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => !isEnabled(config, collector));
}

/** Those of the tables that the configuration has collected, in their order. */
export function enabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => isEnabled(config, collector));
}
