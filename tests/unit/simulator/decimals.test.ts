import fc from 'fast-check';
import { decimalsOf, formatRatio, formatUnits, parseUnits } from '../../../simulator/decimals.ts';

describe('decimals', () => {
  it.each([
    [3349538, 2, '33495.38000000'],
    [0, 5, '0.00000000'],
    [7, 8, '0.00000007'],
    [-32000, 8, '-0.00032000'],
    [123456789012345678901n, 9, '123456789012.34567890'],
    [5, 0, '5.00000000'],
  ])('writes %p units of 10^-%p as %p', (value, decimals, text) => {
    expect(formatUnits(value, decimals)).toBe(text);
  });

  it('reads back every number it has written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          expect(parseUnits(formatUnits(value, decimals), decimals)).toBe(value);
        },
      ),
    );
  });

  it.each(['', '1e5', '1.', '.5', ' 1', '1,5', '--1', 'NaN'])('refuses %p', (text) => {
    expect(() => parseUnits(text, 8)).toThrow(RangeError);
  });

  it('refuses digits it would have to drop, and takes zeros', () => {
    expect(() => parseUnits('1.001', 2)).toThrow('more than 2 decimals');
    expect(parseUnits('1.500', 1)).toBe(15n);
  });

  it.each([
    ['54670.10', 1],
    ['54670', 0],
    ['1.000', 0],
    ['0.00000001', 8],
  ])('counts the decimals in use of %p', (text, count) => {
    expect(decimalsOf(text)).toBe(count);
  });

  it('divides to eight places, rounding down', () => {
    expect(formatRatio(200n, 2, 3n, 0)).toBe('0.66666666');
    expect(formatRatio(10n ** 20n, 10, 7n, 5)).toBe('142857142857142.85714285');
    expect(formatRatio(1n, 2, 0n, 5)).toBe('0.00000000');
  });
});
