import {
  chosenOf,
  kindOf,
  kindsOf,
  kindText,
  queryOf,
  typeOf,
  withNamed,
} from '../../../../web/figures/candles/kinds.ts';

const types = ['trades', 'price', '1', '5', '1:price=mark', '60:price=mark', '1:contract=perpetual', 'open-interest'];
const kinds = kindsOf(types);

test('of all types those of candles are kinds, with their price or contract', () => {
  expect(kinds.map(typeOf)).toEqual(['1', '5', '1:price=mark', '60:price=mark', '1:contract=perpetual']);
  expect(kindOf('1:price=<b>')).toBeNull();
  expect(kindOf('0')).toBeNull();
  expect(kindOf('')).toBeNull();
});

test('what is wanted is chosen, else the first', () => {
  expect(chosenOf(kinds, '60:price=mark')).toEqual({ interval: 60, named: 'price=mark' });
  expect(chosenOf(kinds, '43200')).toEqual({ interval: 1, named: '' });
  expect(chosenOf([], '1')).toBeNull();
});

test('another price keeps the interval where it can', () => {
  expect(withNamed(kinds, { interval: 1, named: '' }, 'price=mark')).toEqual({ interval: 1, named: 'price=mark' });
  expect(withNamed(kinds, { interval: 5, named: '' }, 'price=mark')).toEqual({ interval: 1, named: 'price=mark' });
  expect(withNamed(kinds, { interval: 5, named: '' }, 'price=index')).toBeUndefined();
});

test('a kind is asked for as GetData wants it', () => {
  expect(queryOf('usdm', 'linkusdt', { interval: 1, named: 'price=mark' })).toBe(
    'type=1&code=linkusdt&market=usdm&price=mark',
  );
  expect(queryOf('spot', '币安人生usdt', { interval: 60, named: '' })).toBe(
    `type=60&code=${encodeURIComponent('币安人生usdt')}&market=spot`,
  );
});

test('a kind in words', () => {
  expect([kindText({ interval: 60, named: '' }), kindText({ interval: 1, named: 'price=mark' })]).toEqual([
    '1h',
    '1m (mark price)',
  ]);
});
