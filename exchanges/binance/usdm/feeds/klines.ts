import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawKline } from '../../rawKline.ts';
import { tradedCandles } from '../candles.ts';

/** Candles of one interval. */
export const klines = (_options: object, interval: Interval | undefined): SeriesFeed<RawKline> =>
  tradedCandles('klines', 'klines', interval);
