import type { Config } from '../config/config.ts';
import { type Collector, collectors } from '../markets/markets.js';
import { type RowLayout, rowLayoutOf } from '../markets/rowLayout.ts';
import type { Feed } from '../model/feed.ts';
import { collectorKey } from '../store/keys.ts';
import { feedOf } from './feeds.ts';

/** How the rows of a key are judged. */
export type Kind = 'candles' | 'trades' | 'latest';

/** One data key: a feed (and interval) of one pair. */
export interface Target {
  readonly key: string;
  readonly code: string;
  readonly collector: Collector;
  readonly kind: Kind;
  readonly feed: Feed;
  readonly layout: RowLayout;
}

const kindOf = ({ row, interval }: Collector): Kind =>
  row.shape === 'latest' ? 'latest' : interval === undefined ? 'trades' : 'candles';

/** Every data key of the configured pairs, or of these. */
export function targetsOf(config: Config, codes: readonly string[] = config.pairs): Target[] {
  const all = collectors.map((collector) => ({
    collector,
    kind: kindOf(collector),
    feed: feedOf(collector, config),
    layout: rowLayoutOf(collector.row),
  }));
  return codes.flatMap((code) => all.map((each) => ({ ...each, key: collectorKey(each.collector, code), code })));
}
