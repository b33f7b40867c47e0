import type { Config } from '../config/config.ts';
import { marketConfigOf } from '../config/marketConfig.ts';
import { connectors } from '../gateway/connectors.ts';
import type { Collector } from '../markets/markets.js';
import type { Feed } from '../model/feed.ts';

/** A collector's feed as the configuration wants it. */
export function feedOf({ market, feed, interval }: Collector, config: Config): Feed {
  const made = connectors[market].feeds[feed]?.({ ...marketConfigOf(config, market)?.feeds[feed] }, interval);
  if (made === undefined) throw new Error(`no feed ${feed}`);
  return made;
}
