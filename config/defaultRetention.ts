import { feedsOf, type Market, rowOf } from '../markets/markets.js';

/**
 * How many rows the series of a market keep where CONFIG.json does not say and it depends on the number of pairs.
 *
 * @param pairs those that the process started with: an edit that adds one is not to drop most of what is stored
 */
export const defaultRetention = (market: Market, pairs: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    feedsOf(market).flatMap((feed) => {
      const row = rowOf(market, feed);
      if (row.shape !== 'series' || row.retention.above === undefined) return [];
      const { rows, above } = row.retention;
      return [[feed, pairs > above.pairs ? above.rows : rows]];
    }),
  );
