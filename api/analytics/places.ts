import { ANALYSED_TRADES, analysedCandles } from '../../analysis/snapshot.ts';
import type { Collector, FeedName, Interval, Market } from '../../markets/markets.js';
import type { Markets } from '../context/markets.ts';

/** A part of a snapshot, and where it comes from. */
export interface Place {
  /** As a snapshot's `missing` calls it. */
  readonly name: string;
  readonly feed: FeedName;
  /** Minutes, candles only. */
  readonly interval?: Interval;
  /** Of a series: the newest so many rows. */
  readonly most?: number;
}

/** THE TABLE of what a snapshot is made of. */
export const places = [
  { name: 'price', feed: 'price' },
  { name: 'book-ticker', feed: 'book-ticker' },
  { name: 'depth', feed: 'depth' },
  { name: 'trades', feed: 'trades', most: ANALYSED_TRADES },
  { name: 'high-low', feed: 'high-low' },
  { name: 'avg-price', feed: 'avg-price' },
  { name: 'klines.60', feed: 'klines', interval: 60, most: analysedCandles[60] },
  { name: 'klines.1440', feed: 'klines', interval: 1440, most: analysedCandles[1440] },
] as const satisfies readonly Place[];

export type PlaceName = (typeof places)[number]['name'];

/** Who collects it; undefined where the market has no such feed. */
export const collectorOf = (markets: Markets, market: Market, { feed, interval }: Place): Collector | undefined =>
  markets.collectorsOf(market).find((one) => one.feed === feed && one.interval === interval);

/** Whether it is fetched each second, by the market's table. Candles may be summed up instead, so they are not counted among these. */
export const isEachSecond = ({ interval, row }: Collector): boolean => interval === undefined && row.everySeconds === 1;
