import type { Interval } from '../../markets/markets.js';

/** Binance's names of the candle intervals, by their minutes. */
export const intervalNames: Readonly<Record<Interval, string>> = {
  1: '1m',
  5: '5m',
  15: '15m',
  30: '30m',
  60: '1h',
  1440: '1d',
  10080: '1w',
  43200: '1M',
};

/** Binance's name of candles of so many minutes. @throws RangeError where it has none */
export function intervalName(minutes: Interval): string {
  const name = intervalNames[minutes];
  if (name === undefined) throw new RangeError(`Binance has no candles of ${minutes} minutes`);
  return name;
}
