import type { MarketConfig } from '../../../config/marketConfig.ts';
import type { Collector, Interval } from '../../../markets/markets.js';
import { type CandleShape, candleShapeOf } from '../../../model/candle.ts';
import type { Feed, SeriesFeed } from '../../../model/feed.ts';
import { sourcesOf } from '../../../model/rollUpSources.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { staleAfterMs } from '../../../store/values/meta.ts';
import { confirmPeriod } from '../../plan/entry.ts';

const SECOND = 1_000;

/** How an interval is rolled up. */
export interface RollUp {
  readonly interval: Interval;
  readonly shape: CandleShape;
  /** Key of a pair's candles of an interval. */
  readonly keyOf: (code: string, interval: Interval) => string;
  /** The feed of the finest candles: asks for the oldest of them from a time on, where the exchange can be asked so. */
  readonly finest: Pick<SeriesFeed, 'oldest' | 'rowsIn' | 'scoreOf'> | undefined;
  /** The finer intervals it is summed up from, coarsest first; the last one is polled. */
  readonly sources: readonly Interval[];
  /** Time between two confirmations, ms: a minute or more. */
  readonly confirmEveryMs: number;
  /** Where in a minute this interval is confirmed, from 0 to 1. */
  readonly phase: number;
  /** The age from which on the finest candles are too old to be summed up, ms. */
  readonly tooOldMs: number;
}

/**
 * How an interval is rolled up that the plan serves so.
 *
 * @param period seconds between two rows of it
 * @param feedOf the feed of the candles of an interval
 */
export function planRollUp(
  { klines: { intervals } }: MarketConfig,
  { market, feed, row }: Collector,
  interval: Interval,
  period: number,
  feedOf: (interval: Interval) => Feed,
): RollUp {
  const sources = sourcesOf(interval, intervals);
  const finest = feedOf(sources.at(-1) ?? interval);
  return {
    interval,
    shape: candleShapeOf(row),
    sources,
    keyOf: (code, of) => dataKey(market, code, feed, of),
    finest: finest.shape === 'series' ? finest : undefined,
    confirmEveryMs: confirmPeriod({ period }) * SECOND,
    phase: intervals.indexOf(interval) / intervals.length,
    tooOldMs: staleAfterMs(period),
  };
}
