import {
  bytesText,
  clockText,
  compactText,
  countdownText,
  intervalText,
  isoText,
  padded,
  placesOf,
  signed,
  spanText,
  timeText,
  trimmed,
} from '../../../web/figures/format.ts';

test.each([
  ['78541.03000000', '78541.03', 2],
  ['0.00000001', '0.00000001', 8],
  ['10000000.00000000', '10000000', 0],
  ['100', '100', 0],
  ['-0.50', '-0.5', 1],
  ['no number', 'no number', 0],
])('%s is %s with %d decimals', (decimal, short, places) => {
  expect([trimmed(decimal), placesOf(decimal)]).toEqual([short, places]);
});

test('prices of one list have the same decimals, and none is lost', () => {
  expect([padded('1.50', 3), padded('1', 2), padded('1.2345', 2), padded('7.0', 0)]).toEqual([
    '1.500',
    '1.00',
    '1.2345',
    '7',
  ]);
});

test.each([
  [-5, '0.0 s'],
  [412, '0.4 s'],
  [12_000, '12 s'],
  [180_000, '3 min'],
  [9_000_000, '2.5 h'],
  [432_000_000, '5 d'],
])('%d ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test.each([
  [3_723_000, '1:02:03'],
  [245_000, '4:05'],
  [400, '0:01'],
  [-1, '0:00'],
])('%d ms are left: %s', (ms, text) => {
  expect(countdownText(ms)).toBe(text);
});

test('times in UTC; one that is none is shown as unknown', () => {
  expect([timeText(1_790_000_041_250, 'utc'), clockText(1_790_000_041_250, 'utc')]).toEqual([
    '2026-09-21 14:14:01',
    '14:14:01',
  ]);
  expect(timeText(Number.NaN, 'utc').trim()).toBe('?');
});

test('bytes and intervals', () => {
  expect([0, 999, 1_500, 26_000_000, 3e12].map(bytesText)).toEqual(['0 B', '999 B', '1.5 kB', '26 MB', '3.0 TB']);
  expect([1, 15, 60, 240, 1440, 10080, 43200].map(intervalText)).toEqual(['1m', '15m', '1h', '4h', '1d', '1w', '1M']);
});

test('a number has its sign, but for what is rounded to zero', () => {
  expect([signed(1.25, 2), signed(-1.25, 2), signed(-0.001, 2), signed(0.001, 2)]).toEqual([
    '+1.25',
    '-1.25',
    '0.00',
    '0.00',
  ]);
});

test('a time that there is not has no text', () => {
  expect([isoText(0), isoText(1e20), isoText(Number.NaN)]).toEqual(['1970-01-01T00:00:00.000Z', null, null]);
});

test.each([
  [1_234_567, '1.23M'],
  [102_500, '102.5K'],
  [12.345, '12.3'],
  [1.25, '1.25'],
  [0.04, '0.04'],
  [0.00000012, '0.00000012'],
  [0, '0'],
  [Number.NaN, ''],
])('%d is %s in short', (value, text) => expect(compactText(value)).toBe(text));
