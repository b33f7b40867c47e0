import { numberIn, shownNumber } from '../../../web/figures/numbers.ts';

it.each<[unknown, number]>([
  ['1.50', 1.5],
  ['-0.0001', -0.0001],
  ['1e-8', 1e-8],
  [3, 3],
  ['0', 0],
])('%p is the number %p', (value, number) => expect(numberIn(value)).toBe(number));

it.each([null, undefined, '', ' ', 'x', Number.NaN, Number.POSITIVE_INFINITY, {}, [], true])('%p is none', (value) => {
  expect(numberIn(value)).toBeNull();
  expect(shownNumber(value)).toBeNull();
});

it('is shown as it was sent, without zeros at its end', () => {
  expect(shownNumber('0.00001010')).toBe('0.0000101');
  expect(shownNumber('12345678901234567.10')).toBe('12345678901234567.1');
  expect(shownNumber(7)).toBe('7');
});
