/**
 * Decimals as whole numbers of their last place, for exact sums on hot paths: 10.50 is 1050 at 2 places. They are decimals as `decimals.ts`
 * has them.
 */

/** Places after the point. */
export function placesOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

const POWERS = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));

/** 10 to the power of 0 or more. */
const powerOf = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/** The decimal at so many places, which are no fewer than it has. */
export function scaledOf(decimal: string, places: number): bigint {
  const point = decimal.indexOf('.');
  const digits = point < 0 ? decimal : decimal.slice(0, point) + decimal.slice(point + 1);
  const missing = point < 0 ? places : places - (decimal.length - point - 1);
  return missing === 0 ? BigInt(digits) : BigInt(digits) * powerOf(missing);
}

/** The number at other places; what lies beyond the last place is cut off. */
export function rescaled(scaled: bigint, from: number, to: number): bigint {
  if (from === to) return scaled;
  return from < to ? scaled * powerOf(to - from) : scaled / powerOf(from - to);
}

/** The decimal, with exactly so many places. @param scaled 0 or more */
export function decimalOf(scaled: bigint, places: number): string {
  const digits = scaled.toString();
  if (places === 0) return digits;
  const padded = digits.length > places ? digits : digits.padStart(places + 1, '0');
  const point = padded.length - places;
  return `${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** The product of two decimals, exact, with the places of both. */
export function productOf(one: string, other: string): string {
  const [places, otherPlaces] = [placesOf(one), placesOf(other)];
  return decimalOf(scaledOf(one, places) * scaledOf(other, otherPlaces), places + otherPlaces);
}
