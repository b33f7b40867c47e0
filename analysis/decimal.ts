/** An exact decimal, `units` × 10^-`places`: sums and products of prices and quantities lose nothing. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** As exchanges write them: without exponent, and no longer than anything that they list. */
const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/;

export const zero: Decimal = { units: 0n, places: 0 };

/** What a text says; null: it is no decimal. */
export function decimalIn(text: unknown): Decimal | null {
  if (typeof text !== 'string' || !DECIMAL.test(text)) return null;
  const point = text.indexOf('.');
  if (point < 0) return { units: BigInt(text), places: 0 };
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), places: text.length - point - 1 };
}

export function plus(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { units: at(one, places) + at(other, places), places };
}

/** The same values, all in units of one size: the finest that any of them has. To add and compare many so costs a fraction of doing it pair by pair. */
export interface Aligned {
  readonly units: readonly bigint[];
  readonly places: number;
}

export function aligned(all: readonly Decimal[]): Aligned {
  const places = all.reduce((most, one) => Math.max(most, one.places), 0);
  return { units: all.map((one) => at(one, places)), places };
}

/** The sum of all; 0 of none. */
export function sumOf(all: readonly Decimal[]): Decimal {
  const { units, places } = aligned(all);
  return { units: units.reduce((sum, one) => sum + one, 0n), places };
}

export const minus = (one: Decimal, other: Decimal): Decimal =>
  plus(one, { units: -other.units, places: other.places });

export const times = (one: Decimal, other: Decimal): Decimal => ({
  units: one.units * other.units,
  places: one.places + other.places,
});

/** Below 0, 0 or above 0 when the first is less than, equal to or more than the second. */
export function compare(one: Decimal, other: Decimal): number {
  const { units } = minus(one, other);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** Places of a quotient, unless more are asked for. */
export const QUOTIENT_PLACES = 8;

/**
 * One by the other, rounded to so many places, halves away from zero (ROUND_HALF_UP of Python's decimal); null where the other is 0.
 */
export function quotient(one: Decimal, other: Decimal, places = QUOTIENT_PLACES): Decimal | null {
  if (other.units === 0n) return null;
  const above = one.units * 10n ** BigInt(other.places + places);
  const below = other.units * 10n ** BigInt(one.places);
  const isNegative = above < 0n !== below < 0n;
  const [dividend, divisor] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const units = (2n * dividend + divisor) / (2n * divisor);
  return { units: isNegative ? -units : units, places };
}

export const halfOf = (one: Decimal): Decimal => ({ units: one.units * 5n, places: one.places + 1 });

export const isPositive = (one: Decimal): boolean => one.units > 0n;

/** Its text, without zeros at its end. */
export function textOf({ units, places }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - places), digits.slice(digits.length - places)];
  const shown = fraction.replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${shown === '' ? '' : `.${shown}`}`;
}

/** The nearest number: for drawing and proportions. */
export const numberOf = (one: Decimal): number => Number(textOf(one));

const at = ({ units, places }: Decimal, wanted: number): bigint =>
  places === wanted ? units : units * 10n ** BigInt(wanted - places);
