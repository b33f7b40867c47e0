import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawKline } from '../../rawKline.ts';
import { tradedCandles } from '../candles.ts';

/** Candles of the perpetual contract of a pair. */
export const klinesPerpetual = (_options: object, interval: Interval | undefined): SeriesFeed<RawKline> =>
  tradedCandles('klines-perpetual', 'continuousKlines', interval, 'PERPETUAL');
