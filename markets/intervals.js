/** Candle intervals in minutes, as GetData says them, with the word that the Python system's files have for them. */
export const intervals = /** @type {const} */ ({
  1: '1min',
  5: '5min',
  15: '15min',
  30: '30min',
  60: '1hour',
  1440: '1day',
  10080: '1week',
  43200: '1Month',
});

/** @typedef {keyof typeof intervals} Interval minutes */

/** Shortest first. */
export const intervalMinutes = /** @type {Interval[]} */ (Object.keys(intervals).map(Number));
