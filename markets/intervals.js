/**
 * Length of a candle in minutes, as GetData says it: part of a day, whole days, 10080 for a week from Monday or 43200 for a calendar month.
 * Which there are each market's table says.
 * @typedef {number} Interval
 */

/** Those of Binance's markets, shortest first. */
export const intervalMinutes = /** @type {Interval[]} */ ([1, 5, 15, 30, 60, 1440, 10_080, 43_200]);
