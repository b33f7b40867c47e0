import type { Config } from '../config/config.ts';
import { type Collector, collectorsOf, DEFAULT_MARKET } from '../markets/markets.js';
import { type RowLayout, rowLayoutOf } from '../markets/rowLayout.ts';
import type { Feed } from '../model/feed.ts';
import { collectorKey } from '../store/keys.ts';
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

function kindOf(feed: Feed): Kind {
  if (feed.shape === 'latest') return 'latest';
  if (feed.kind === 'candles') return 'candles';
  return feed.kind === 'aggTrades' ? 'trades' : 'rows';
}

/** Every data key of the configured pairs of the default market, or of these. */
export function targetsOf(config: Config, codes: readonly string[] = config.pairs): Target[] {
  const all = collectorsOf(DEFAULT_MARKET).map((collector) => {
    const feed = feedOf(collector, config);
    return { collector, kind: kindOf(feed), feed, layout: rowLayoutOf(collector.row) };
  });
  return codes.flatMap((code) => all.map((each) => ({ ...each, key: collectorKey(each.collector, code), code })));
}
