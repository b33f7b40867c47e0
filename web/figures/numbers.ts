import { trimmed } from './format.ts';

/** A number that came from outside, as text or as such; null: it is none. */
export function numberIn(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The same as it is shown: as it was sent, without zeros at its end; null: it is none. */
export function shownNumber(value: unknown): string | null {
  return numberIn(value) === null ? null : trimmed(String(value).trim());
}
