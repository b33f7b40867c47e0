import type { Config } from '../config/config.ts';
import { enabledCollectors } from '../config/enabledCollectors.ts';
import { marketConfigOf } from '../config/marketConfig.ts';

/** How many feeds a configuration collects, as they are counted to an operator: each collector's pairs. */
export const countFeeds = (config: Config): number =>
  enabledCollectors(config).reduce((sum, { market }) => sum + (marketConfigOf(config, market)?.pairs.length ?? 0), 0);
