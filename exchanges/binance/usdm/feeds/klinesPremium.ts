import type { Interval } from '../../../../markets/markets.js';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { pricedCandles } from '../candles.ts';
import type { RawPriceCandle } from '../endpoints/candles.ts';

/** Candles of the premium of a contract over its index, as a part of it: of either sign. */
export const klinesPremium = (_options: object, interval: Interval | undefined): SeriesFeed<RawPriceCandle> =>
  pricedCandles('klines-premium', 'premiumIndexKlines', interval);
