import type { SeriesRow } from '../store/series.ts';

/** 13th field of a stored candle: summed up from finer ones · may still change · asked for after its end. */
export const ROLLED_UP = 0;
export const FORMING = 1;
export const FINAL = 2;

/**
 * A stored candle: the exchange's twelve fields and a 13th. Open time, open, high, low, close, volume, close time, quote volume, trades,
 * taker base volume, taker quote volume, unused, state. Prices and volumes are exact decimal strings, times ms.
 */
export type Candle = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  string,
  typeof ROLLED_UP | typeof FORMING | typeof FINAL,
];

export const parseCandle = (member: string): Candle => JSON.parse(member) as Candle;

export const candleRow = (candle: Candle): SeriesRow => ({ score: candle[0], member: JSON.stringify(candle) });
