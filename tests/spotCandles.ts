import { spot } from '../markets/spot.js';
import { candleShapeOf } from '../model/candle.ts';

/** What spot's table says of its candles. */
export const spotCandles = candleShapeOf(spot.feeds.klines);
