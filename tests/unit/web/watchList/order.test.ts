import { found, nextOrder, ordered, orderOf, sortWord } from '../../../../web/figures/watchList/order.ts';

const codes = ['newusdt', 'btcusdt', 'ethusdt', 'adausdt'];
const figures: Readonly<Record<string, number>> = { btcusdt: 90_000, ethusdt: 3_000, adausdt: 0.5 };
const figureOf = (code: string) => figures[code] ?? null;

it('reads an order from the address, and takes what is none for none', () => {
  expect(orderOf('price')).toEqual({ by: 'price', isDown: false });
  expect(orderOf('-age')).toEqual({ by: 'age', isDown: true });
  for (const text of ['', '-', 'x', '--price', '-constructor']) expect(orderOf(text)).toBeNull();
});

it('orders by a figure either way, and puts what has none last', () => {
  expect(ordered(codes, orderOf('price'), figureOf)).toEqual(['adausdt', 'ethusdt', 'btcusdt', 'newusdt']);
  expect(ordered(codes, orderOf('-price'), figureOf)).toEqual(['btcusdt', 'ethusdt', 'adausdt', 'newusdt']);
});

it('orders by symbol, or leaves all as it was', () => {
  expect(ordered(codes, orderOf('symbol'), figureOf)).toEqual(['adausdt', 'btcusdt', 'ethusdt', 'newusdt']);
  expect(ordered(codes, orderOf('-symbol'), figureOf)).toEqual(['newusdt', 'ethusdt', 'btcusdt', 'adausdt']);
  expect(ordered(codes, null, figureOf)).toBe(codes);
});

it('leaves equal ones as they were', () => {
  expect(ordered(codes, orderOf('-change'), () => 1)).toEqual(codes);
  expect(ordered(codes, orderOf('-change'), () => null)).toEqual(codes);
});

it('goes through the ways of a column: figures begin with the largest, symbols with the first letter', () => {
  expect(nextOrder('', 'price')).toBe('-price');
  expect(nextOrder('-price', 'price')).toBe('price');
  expect(nextOrder('price', 'price')).toBe('');
  expect(nextOrder('-price', 'symbol')).toBe('symbol');
  expect(nextOrder('symbol', 'symbol')).toBe('-symbol');
});

it('tells those who listen which column orders', () => {
  expect(sortWord('-price', 'price')).toBe('descending');
  expect(sortWord('price', 'price')).toBe('ascending');
  expect(sortWord('price', 'age')).toBe('none');
});

it('finds what a symbol contains, in any case and script', () => {
  expect(found(codes, ' ETH ')).toEqual(['ethusdt']);
  expect(found([...codes, '币安人生usdt'], '人生')).toEqual(['币安人生usdt']);
  expect(found(codes, '.*')).toEqual([]);
  expect(found(codes, ' ')).toBe(codes);
});
