import { Big } from 'big.js';
import fc from 'fast-check';
import { compareDecimals, isPositive } from '../../../model/decimals.ts';

const digits = (least: number) => fc.stringMatching(new RegExp(`^\\d{${least},20}$`));
const decimal = fc.tuple(digits(1), digits(0)).map(([whole, places]) => (places === '' ? whole : `${whole}.${places}`));

/** The same number with another last digit, or written with more zeros: what a double cannot tell apart. */
const beside = (one: string) =>
  fc.constantFrom(
    one,
    one.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
    `0${one}`,
    one.includes('.') ? `${one}0` : `${one}.0`,
    one.includes('.') ? `${one}1` : `${one}.1`,
  );
const pair = decimal.chain((one) => fc.tuple(fc.constant(one), fc.oneof(decimal, beside(one))));

it('decimals of up to 40 digits are compared exactly', () => {
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(compareDecimals(one, other)).toBe(Big(one).cmp(other));
      expect(compareDecimals(other, one)).toBe(Big(other).cmp(one));
      expect(isPositive(one)).toBe(Big(one).gt(0));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['10.5', '10.50', 0],
  ['9', '10', -1],
  ['9007199254740993', '9007199254740992', 1],
  ['0.100000000000000001', '0.1', 1],
  [`1${'0'.repeat(400)}`, `2${'0'.repeat(400)}`, -1],
  [`0.${'0'.repeat(400)}2`, `0.${'0'.repeat(400)}1`, 1],
])('%s beside %s', (one, other, expected) => {
  expect(compareDecimals(one, other)).toBe(expected);
});
