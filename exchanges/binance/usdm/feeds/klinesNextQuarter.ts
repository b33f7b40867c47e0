import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawKline } from '../../rawKline.ts';
import { tradedCandles } from '../candles.ts';

/** Candles of whatever contract of a pair ends with the next quarter. */
export const klinesNextQuarter = (_options: object, interval: Interval | undefined): SeriesFeed<RawKline> =>
  tradedCandles('klines-next-quarter', 'continuousKlines', interval, 'NEXT_QUARTER');
