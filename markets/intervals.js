/**
 * Length of a candle in minutes, as GetData says it: part of a day, whole days, 10080 for a week from Monday or 43200 for a calendar month.
 * Which there are each market's table says.
 * @typedef {number} Interval
 */

/** Those of Binance's markets, shortest first. */
export const intervalMinutes = /** @type {Interval[]} */ ([1, 5, 15, 30, 60, 1440, 10_080, 43_200]);

/** Binance's names of those that it has and nobody collects: they are made of shorter ones, or asked for. */
export const otherIntervals = ['3m', '2h', '4h', '6h', '8h', '12h', '3d'];

/** Minutes of each unit that a name of Binance ends with. Capitals count: m is a minute, M a month. */
const unitMinutes = /** @type {Readonly<Record<string, number>>} */ ({ m: 1, h: 60, d: 1440, w: 10_080, M: 43_200 });

/**
 * Minutes of a candle by Binance's name of its length, such as `4h`; undefined for seconds, and for what is no name.
 * @param {string} name
 * @returns {number | undefined}
 */
export function minutesOf(name) {
  const [, number, unit = ''] = /^([1-9]\d*)([mhdwM])$/.exec(name) ?? [];
  const minutes = unitMinutes[unit];
  return minutes === undefined ? undefined : Number(number) * minutes;
}
