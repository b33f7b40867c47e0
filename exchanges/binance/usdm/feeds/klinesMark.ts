import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { pricedCandles } from '../candles.ts';
import type { RawPriceCandle } from '../endpoints/candles.ts';

/** Candles of the mark price. */
export const klinesMark = (_options: object, interval: Interval | undefined): SeriesFeed<RawPriceCandle> =>
  pricedCandles('klines-mark', 'markPriceKlines', interval);
