import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { pricedCandles } from '../candles.ts';
import type { RawPriceCandle } from '../endpoints/candles.ts';

/** Candles of the index price of a pair. */
export const klinesIndex = (_options: object, interval: Interval | undefined): SeriesFeed<RawPriceCandle> =>
  pricedCandles('klines-index', 'indexPriceKlines', interval);
