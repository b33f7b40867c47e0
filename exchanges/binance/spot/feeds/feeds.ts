// Written by npm run generate, from the market's table.
import type { markets } from '../../../../markets/markets.js';
import type { FeedFactory } from '../../../../model/feed.ts';
import { avgPrice } from './avgPrice.ts';
import { bookTicker } from './bookTicker.ts';
import { depth } from './depth.ts';
import { highLow } from './highLow.ts';
import { klines } from './klines.ts';
import { pairInfo } from './pairInfo.ts';
import { price } from './price.ts';
import { trades } from './trades.ts';

/** What each feed of the table is made by: one that is missing does not compile. */
export const feedFactories = {
  trades,
  'pair-info': pairInfo,
  'high-low': highLow,
  'book-ticker': bookTicker,
  depth,
  price,
  'avg-price': avgPrice,
  klines,
} satisfies Record<keyof (typeof markets)['spot']['feeds'], FeedFactory>;
