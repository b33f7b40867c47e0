import { Big } from 'big.js';

/**
 * Decimals as exchanges write them: digits, with or without a point and more digits (`10.50`). No sign, no exponent: who calls these has
 * validated them.
 */

/** A double tells decimals of so many digits apart: those that it has one number for are equal. */
const TOLD_APART = 15;

/** Below 0, 0 or above 0, as the first is less than, equal to or more than the second, exact to the last digit. */
export function compareDecimals(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [Number(one), Number(other)];
  // Rounding never turns two numbers round: they tell nearly always, and cost less than Big.
  if (a < b) return -1;
  if (a > b) return 1;
  return one.length <= TOLD_APART && other.length <= TOLD_APART ? 0 : Big(one).cmp(other);
}

/** Whether it is more than 0. */
export const isPositive = (decimal: string): boolean => /[1-9]/.test(decimal);
