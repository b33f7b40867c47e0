import { type Collector, collectors } from '../markets/markets.js';
import type { Config } from './config.ts';

/** Whether the configuration has this feed, and this candle interval, collected. */
export function isEnabled(config: Config, { feed, interval }: Collector): boolean {
  return config.feeds[feed].enabled && (interval === undefined || config.klines.intervals.includes(interval));
}

/** Those of the table that the configuration does not have collected: what was stored of them stays. */
export function disabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => !isEnabled(config, collector));
}

/** Those of the table that the configuration has collected, in its order. */
export function enabledCollectors(config: Config): Collector[] {
  return collectors.filter((collector) => isEnabled(config, collector));
}
