import { trimmed } from './format.ts';

const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** A number that came from outside, as text or as such; null: it is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A decimal that came from outside as it is shown, without zeros at its end; null: it is none. */
export function decimalText(value: unknown): string | null {
  return numberOf(value) === null ? null : trimmed(String(value).trim());
}

/** `a - b` of two decimal strings, exactly; null: one of them is none. */
export function difference(a: unknown, b: unknown): string | null {
  const [from, less] = [partsOf(a), partsOf(b)];
  if (from === null || less === null) return null;
  const places = Math.max(from.fraction.length, less.fraction.length);
  const digits = scaled(from, places) - scaled(less, places);
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const whole = `${digits < 0n ? '-' : ''}${text.slice(0, text.length - places)}`;
  return places === 0 ? whole : `${whole}.${text.slice(text.length - places)}`;
}

interface Parts {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(value: unknown): Parts | null {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(String(value)) ?? [];
  return whole === '' ? null : { sign, whole, fraction };
}

const scaled = ({ sign, whole, fraction }: Parts, places: number): bigint =>
  BigInt(`${sign}${whole}${fraction.padEnd(places, '0')}`);
