import { defaults, queryOf, viewOf } from '../../../web/figures/view.ts';

test('an address that says nothing is the usual view, and the usual view says nothing', () => {
  expect(viewOf('')).toEqual(defaults);
  expect(queryOf(defaults)).toBe('');
});

test('what an address says comes back', () => {
  const view = {
    ...defaults,
    market: 'usdm',
    pair: '币安人生usdt',
    candles: '60:price=mark',
    zone: 'local',
    tape: 10_000,
  } as const;
  expect(viewOf(queryOf(view))).toEqual(view);
});

test.each([
  ['?zone=mars', 'zone', 'utc'],
  ['?tape=-1', 'tape', 0],
  ['?tape=1e400', 'tape', 0],
  ['?tape=much', 'tape', 0],
  [`?search=${'x'.repeat(500)}`, 'search', 'x'.repeat(40)],
  ['?pair=BTCUSDT', 'pair', 'btcusdt'],
] as const)('%s', (search, name, value) => {
  expect(viewOf(search)[name]).toBe(value);
});
