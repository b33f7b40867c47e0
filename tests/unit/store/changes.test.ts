import { parseChange } from '../../../store/values/changes.ts';

it.each([
  ['spot:{btcusdt}:klines:1 1790000000123 1790000001000 1789999980000 1000', [1_789_999_980_000, 1000]],
  ['spot:{btcusdt}:klines:1 1790000000123 1790000001000 - 0', [null, 0]],
  ['spot:{btcusdt}:klines:1 1790000000123 1790000001000 0 7', [0, 7]],
  ['spot:{btcusdt}:price 1790000000123 1790000001000 -', [null, null]],
])('%s', (line, [lowest, total]) => {
  const key = line.split(' ')[0];
  expect(parseChange(line)).toEqual({ key, version: 1_790_000_000_123, asOf: 1_790_000_001_000, lowest, total });
});

it.each([
  '',
  'hello',
  'spot:{btcusdt}:price',
  'spot:{btcusdt}:price 1',
  'spot:{btcusdt}:price 1 x -',
  'spot:{btcusdt}:price 1 - -',
])('%j is none', (line) => {
  expect(parseChange(line)).toBeNull();
});
