import { type Collector, collectors, type FeedName } from '../markets/markets.js';
import { collectorKey } from '../store/keys.ts';

/** How the rows of a key are judged. */
export type Kind = 'candles' | 'trades' | 'depth' | 'latest';

/** One data key: a feed (and interval) of one pair. */
export interface Target {
  readonly key: string;
  readonly code: string;
  readonly collector: Collector;
  readonly kind: Kind;
}

const kindOf = (feed: FeedName): Kind =>
  feed === 'klines' ? 'candles' : feed === 'trades' ? 'trades' : feed === 'depth' ? 'depth' : 'latest';

/** Every data key of these pairs. */
export function targetsOf(codes: readonly string[]): Target[] {
  return codes.flatMap((code) =>
    collectors.map((collector) => ({
      key: collectorKey(collector, code),
      code,
      collector,
      kind: kindOf(collector.feed),
    })),
  );
}
