import type { Interval } from '../../markets/markets.js';

/** Binance's names of the candle intervals. */
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
