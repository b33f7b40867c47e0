/** An exact decimal, `units` × 10^-`places`: sums and products of prices and quantities lose nothing. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** As exchanges write them: without exponent, and no longer than anything that they list. */
const DECIMAL = /^(-?\d{1,30})(?:\.(\d{1,30}))?$/;

export const zero: Decimal = { units: 0n, places: 0 };

/** What a text says; null: it is no decimal. */
export function decimalIn(text: unknown): Decimal | null {
  if (typeof text !== 'string') return null;
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  return whole === undefined ? null : { units: BigInt(whole + fraction), places: fraction.length };
}

export function plus(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { units: at(one, places) + at(other, places), places };
}

export const minus = (one: Decimal, other: Decimal): Decimal =>
  plus(one, { units: -other.units, places: other.places });

export const times = (one: Decimal, other: Decimal): Decimal => ({
  units: one.units * other.units,
  places: one.places + other.places,
});

export const halfOf = (one: Decimal): Decimal => ({ units: one.units * 5n, places: one.places + 1 });

/** Its text, without zeros at its end. */
export function textOf({ units, places }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - places), digits.slice(digits.length - places)];
  const shown = fraction.replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${shown === '' ? '' : `.${shown}`}`;
}

/** The nearest number: for drawing and proportions. */
export const numberOf = (one: Decimal): number => Number(textOf(one));

const at = ({ units, places }: Decimal, wanted: number): bigint => units * 10n ** BigInt(wanted - places);
