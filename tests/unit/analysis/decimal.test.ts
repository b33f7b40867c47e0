import { Big } from 'big.js';
import fc from 'fast-check';
import {
  decimalIn,
  halfOf,
  minus,
  numberOf,
  plus,
  quotient,
  sumOf,
  textOf,
  times,
  zero,
} from '../../../analysis/decimal.ts';

const digits = (least: number) => fc.stringMatching(new RegExp(`^\\d{${least},12}$`));
const decimal = fc.tuple(digits(1), digits(0)).map(([whole, places]) => (places === '' ? whole : `${whole}.${places}`));

const read = (text: string) => decimalIn(text) ?? zero;

it('sums, differences and products are exact', () => {
  fc.assert(
    fc.property(decimal, decimal, (one, other) => {
      const [a, b] = [read(one), read(other)];
      expect(textOf(plus(a, b))).toBe(Big(one).plus(other).toFixed());
      expect(textOf(minus(a, b))).toBe(Big(one).minus(other).toFixed());
      expect(textOf(times(a, b))).toBe(Big(one).times(other).toFixed());
      expect(textOf(halfOf(a))).toBe(Big(one).div(2).toFixed());
      expect(numberOf(a)).toBe(Number(one));
    }),
  );
});

it('the sum of all is that of one after the other', () => {
  fc.assert(
    fc.property(fc.array(decimal), (all) => {
      expect(textOf(sumOf(all.map(read)))).toBe(all.reduce((sum, one) => sum.plus(one), Big(0)).toFixed());
    }),
  );
});

it.each([
  ['1', '3', '0.33333333'],
  ['2', '3', '0.66666667'],
  ['-2', '3', '-0.66666667'],
  ['0.000000005', '1', '0.00000001'],
  ['-0.000000005', '1', '-0.00000001'],
  ['0.0000000049', '1', '0'],
  ['-0.0000000049', '1', '0'],
  ['1', '-8', '-0.125'],
])('%s by %s is %s', (one, other, result) => {
  const made = quotient(read(one), read(other));
  expect(made && textOf(made)).toBe(result);
  expect(quotient(read(one), zero)).toBeNull();
});

it.each([null, undefined, 1, '', '.', '1.', '.5', '1e5', 'NaN', ' 1', '1,0', '9'.repeat(81), {}, []])(
  '%p is no decimal',
  (value) => expect(decimalIn(value)).toBeNull(),
);
