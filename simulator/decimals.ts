const PLACES = 8;

/**
 * Writes an integer count of units of 10^-`decimals` with so many decimals, by default the eight that Binance's spot market prints:
 * `formatUnits(3349538n, 2)` is `"33495.38000000"`. Places beyond them are cut off.
 */
export function formatUnits(value: number | bigint, decimals: number, places = PLACES): string {
  const negative = value < 0;
  const digits = String(negative ? -value : value).padStart(decimals + 1, '0');
  const split = digits.length - decimals;
  const fraction = digits.slice(split);
  const shown = fraction.length >= places ? fraction.slice(0, places) : fraction.padEnd(places, '0');
  return `${negative ? '-' : ''}${digits.slice(0, split)}${places === 0 ? '' : '.'}${shown}`;
}

/**
 * The integer count of units of 10^-`decimals` in a decimal string; exact, no float takes part.
 * @throws RangeError when the text is no plain decimal or has a digit other than 0 beyond `decimals` places.
 */
export function parseUnits(text: string, decimals: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a decimal number`);
  const [, sign = '', whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) throw new RangeError(`"${text}" has more than ${decimals} decimals`);
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

/** How many decimals of a plain decimal string are in use, trailing zeros left out: 1 for `"54670.10"`. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  if (point < 0) return 0;
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return Math.max(0, end - point - 1);
}

/** `numerator / denominator` with eight decimals or `places`, rounded down, both in units of the given decimals; zero for a denominator of 0. */
export function formatRatio(
  numerator: bigint,
  numeratorDecimals: number,
  denominator: bigint,
  denominatorDecimals: number,
  places = PLACES,
): string {
  if (denominator === 0n) return formatUnits(0n, places, places);
  const shift = places + denominatorDecimals - numeratorDecimals;
  const scaled = shift >= 0 ? numerator * 10n ** BigInt(shift) : numerator / 10n ** BigInt(-shift);
  return formatUnits(scaled / denominator, places, places);
}
