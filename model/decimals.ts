import { Big } from 'big.js';

/**
 * Decimals as exchanges write them: digits, perhaps with a point and more digits (`10.50`), without sign or exponent. The callers of these
 * functions have validated them.
 */

/** Decimals with at most so many digits that become the same double are equal. */
const TOLD_APART = 15;

/** Compares exactly: the result is below 0, 0 or above 0 when the first is less than, equal to or more than the second. */
export function compareDecimals(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [Number(one), Number(other)];
  // Rounding never changes the order of two numbers. Doubles are cheaper than Big and nearly always enough.
  if (a < b) return -1;
  if (a > b) return 1;
  return one.length <= TOLD_APART && other.length <= TOLD_APART ? 0 : Big(one).cmp(other);
}

/** The same number with no more zeros than it needs: those that are equal are equal texts. */
export const plainOf = (decimal: string): string =>
  (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal).replace(/^0+(?=\d)/, '');

/** Whether it is more than 0. */
export const isPositive = (decimal: string): boolean => /[1-9]/.test(decimal);
