import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawKline } from '../../rawKline.ts';
import { tradedCandles } from '../candles.ts';

/** Candles of whatever contract of a pair ends with this quarter. */
export const klinesCurrentQuarter = (_options: object, interval: Interval | undefined): SeriesFeed<RawKline> =>
  tradedCandles('klines-current-quarter', 'continuousKlines', interval, 'CURRENT_QUARTER');
