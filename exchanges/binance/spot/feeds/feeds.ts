import type { SpotFeeds } from '../../../../markets/tableTypes.ts';
import type { FeedFactory } from '../../../../model/feed.ts';
import { bookTicker } from './bookTicker.ts';
import { depth } from './depth.ts';
import { highLow } from './highLow.ts';
import { klines } from './klines.ts';
import { pairInfo } from './pairInfo.ts';
import { price } from './price.ts';
import { trades } from './trades.ts';

/** One row per feed of the table: a missing one does not compile. */
export const feedFactories = {
  trades,
  'pair-info': pairInfo,
  'high-low': highLow,
  'book-ticker': bookTicker,
  depth,
  price,
  klines,
} satisfies Record<keyof SpotFeeds, FeedFactory>;
