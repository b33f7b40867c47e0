import { type FeedName, feedsOf } from '../markets/markets.js';

/** The `feeds` of a CONFIG.json that collects these feeds of spot alone. */
export const feedsAlone = (names: readonly FeedName[]): Record<string, { enabled: false }> =>
  Object.fromEntries(feedsOf('spot').flatMap((feed) => (names.includes(feed) ? [] : [[feed, { enabled: false }]])));

/**
 * The feeds that each pair costs 1,500 weight a minute with, 674 with long candles rolled up, and 600 for all pairs: where figures of
 * the plan are written down in a test, they are of these.
 */
export const weighedFeeds = feedsAlone([
  'trades',
  'pair-info',
  'high-low',
  'book-ticker',
  'depth',
  'price',
  'klines',
] satisfies FeedName[]);
