import type { Config } from '../config/config.ts';
import { isEnabledIn, marketConfigOf } from '../config/marketConfig.ts';
import { type Collector, collectorsOf, type Market, marketNames } from '../markets/markets.js';
import { type RowLayout, rowLayoutOf } from '../markets/rowLayout.ts';
import type { Feed } from '../model/feed.ts';
import { collectorKey } from '../store/redis/keys.ts';
import { feedOf } from './feeds.ts';

/** How the rows of a key are judged. `rows`: of a series that the rig knows no more of than what the exchange answers to its feed. */
export type Kind = 'candles' | 'trades' | 'rows' | 'latest';

/** One data key: a feed (and interval) of one pair. */
export interface Target {
  readonly key: string;
  readonly code: string;
  readonly collector: Collector;
  readonly kind: Kind;
  readonly feed: Feed;
  readonly layout: RowLayout;
}

/** Pairs of a market. */
export interface PairsOf {
  readonly market: Market;
  readonly codes: readonly string[];
}

function kindOf(feed: Feed): Kind {
  if (feed.shape === 'latest') return 'latest';
  if (feed.kind === 'candles') return 'candles';
  return feed.kind === 'aggTrades' ? 'trades' : 'rows';
}

/** Every data key of all configured pairs, or of these, that the configuration enables. */
export function targetsOf(config: Config, only?: PairsOf): Target[] {
  const all = marketNames.map((market) => ({ market, codes: marketConfigOf(config, market)?.pairs ?? [] }));
  return (only === undefined ? all : [only]).flatMap(({ market, codes }) => targetsIn(config, market, codes));
}

function targetsIn(config: Config, market: Market, codes: readonly string[]): Target[] {
  const own = marketConfigOf(config, market);
  if (own === undefined) return [];
  const enabled = collectorsOf(market).filter((collector) => isEnabledIn(own, collector));
  const all = enabled.map((collector) => {
    const feed = feedOf(collector, config);
    return { collector, kind: kindOf(feed), feed, layout: rowLayoutOf(collector.row) };
  });
  return codes.flatMap((code) => all.map((each) => ({ ...each, key: collectorKey(each.collector, code), code })));
}

/** A pair's name among those of all markets. */
export const pairName = (market: Market, code: string): string => `${market}:${code}`;
