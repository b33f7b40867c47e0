/** Bytes of a decimal with 38 digits: a whole number in two's complement, highest byte first. */
export const DECIMAL_BYTES = 16;

/** Most digits of a decimal. */
export const DECIMAL_DIGITS = 38;

/** Digits that a double holds for certain. */
const SAFE_DIGITS = 15;
const TWO_32 = 0x1_0000_0000;
const TWO_64 = 1n << 64n;
const [ZERO, NINE, POINT, MINUS] = [48, 57, 46, 45];

/** Why a text does not fit. */
export type DecimalFault = 'no decimal' | 'too many places' | 'too many digits';

/**
 * Writes a decimal as 16 bytes, exact: the number × 10^places. Most have few digits and need no BigInt, which would take longer than all the rest.
 *
 * @param at byte of the view @returns why nothing was written; null: it was
 */
export function writeDecimal(view: DataView, at: number, text: string, places: number): DecimalFault | null {
  const isNegative = text.charCodeAt(0) === MINUS;
  let [units, digits, left] = [0, 0, -1];
  for (let index = isNegative ? 1 : 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === POINT && left < 0 && digits > 0) {
      left = places;
      continue;
    }
    if (code < ZERO || code > NINE) return 'no decimal';
    if (left === 0) {
      // Zeros behind the last place say nothing.
      if (code === ZERO) continue;
      return /^-?\d+\.\d+$/.test(text) ? 'too many places' : 'no decimal';
    }
    if (left > 0) left -= 1;
    units = units * 10 + (code - ZERO);
    if (units > 0) digits += 1;
    else digits = 1;
  }
  if (digits === 0 || text.endsWith('.')) return 'no decimal';
  const behind = left < 0 ? places : left;
  if (digits + behind > SAFE_DIGITS || isNegative) return writeLong(view, at, text, places);
  units *= 10 ** behind;
  view.setUint32(at, 0);
  view.setUint32(at + 4, 0);
  view.setUint32(at + 8, Math.floor(units / TWO_32));
  view.setUint32(at + 12, units % TWO_32);
  return null;
}

function writeLong(view: DataView, at: number, text: string, places: number): DecimalFault | null {
  const [whole = '', fraction = ''] = text.split('.');
  const units = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  if (String(units < 0n ? -units : units).length > DECIMAL_DIGITS) return 'too many digits';
  view.setBigInt64(at, units >> 64n);
  view.setBigUint64(at + 8, units & (TWO_64 - 1n));
  return null;
}
