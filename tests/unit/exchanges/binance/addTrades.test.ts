import { Big } from 'big.js';
import fc from 'fast-check';
import { addTrades } from '../../../../exchanges/binance/addTrades.ts';
import type { RawKline } from '../../../../exchanges/binance/rawKline.ts';
import type { StreamedTrade } from '../../../../model/streamed.ts';

const OPEN = 1_790_000_040_000;
const trade = (price: string, quantity: string, others: Partial<StreamedTrade> = {}): StreamedTrade => ({
  ...{ price, quantity, firstId: 7, lastId: 7, time: OPEN, takerBuys: true },
  ...others,
});
const row: RawKline = [
  ...([OPEN, '10.10000000', '10.90000000', '10.00000000', '10.50000000', '120.00000000', OPEN + 59_999] as const),
  ...(['1250.10000000', 42, '60.00000000', '625.00000000', '0'] as const),
];
const add = (before: RawKline | null, ...trades: StreamedTrade[]) => addTrades(1, before, trades, OPEN);

it('adds to each figure what a trade is', () => {
  expect(add(row, trade('11.00000000', '2.00000000', { firstId: 43, lastId: 45 }))).toEqual([
    ...[OPEN, '10.10000000', '11.00000000', '10.00000000', '11.00000000', '122.00000000', OPEN + 59_999],
    ...['1272.10000000', 45, '62.00000000', '647.00000000', '0'],
  ]);
  expect(add(row, trade('9.99000000', '0.00001000', { takerBuys: false }))).toEqual([
    ...[OPEN, '10.10000000', '10.90000000', '9.99000000', '9.99000000', '120.00001000', OPEN + 59_999],
    ...['1250.10009990', 43, '60.00000000', '625.00000000', '0'],
  ]);
});

it('begins a candle with its first trade, of nothing or of one without trades', () => {
  const begun = [
    ...[OPEN, '9.50000000', '9.50000000', '9.50000000', '9.50000000', '2.00000000', OPEN + 59_999],
    ...['19.00000000', 1, '2.00000000', '19.00000000', '0'],
  ];
  const zero = '0.00000000';
  const flat: RawKline = [...row.slice(0, 5), zero, row[6], zero, 0, zero, zero, '0'] as unknown as RawKline;
  expect(add(null, trade('9.50000000', '2.00000000'))).toEqual(begun);
  expect(add(flat, trade('9.50000000', '2.00000000'))).toEqual(begun);
});

it('leaves a candle as it is without trades, and makes none of nothing', () => {
  expect(add(row)).toBe(row);
  expect(() => add(null)).toThrow(RangeError);
});

// Real trades of Binance, with what it says that they have cost.
it.each([
  ['0.00312700', '4.70800000', '0.01472191'],
  ['0.00312700', '12.36600000', '0.03866848'],
  ['0.00566780', '0.38000000', '0.00215376'],
  ['0.00323940', '0.66000000', '0.00213800'],
])('%s × %s costs what Binance says', (price, quantity, cost) => {
  expect(add(null, trade(price, quantity))[7]).toBe(cost);
});

it.each([
  ['10.5', '3', '31.5'],
  ['3', '4', '12'],
  ['61837.63', '0.020', '1236.75260'],
])('of %s × %s the sum has the places that it needs: %s', (price, quantity, cost) => {
  expect(add(null, trade(price, quantity))[7]).toBe(cost);
});

it('sums of any decimals are exact', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.constantFrom(0, 2, 5, 8))
    .map(([digits, places]) => Big(digits.toString()).div(Big(10).pow(places)).toFixed(places));
  fc.assert(
    fc.property(fc.array(fc.tuple(decimal, decimal, fc.boolean()), { minLength: 1, maxLength: 10 }), (all) => {
      const trades = all.map(([price, quantity, takerBuys]) => trade(price, quantity, { takerBuys }));
      const [, , , , , volume, , quote, , takerBase, takerQuote] = add(null, ...trades);
      const bought = trades.filter(({ takerBuys }) => takerBuys);
      const base = (some: typeof trades) => some.reduce((sum, { quantity }) => sum.plus(quantity), Big(0));
      const cost = (some: typeof trades) =>
        some.reduce((sum, { price, quantity }) => sum.plus(Big(price).times(quantity).round(8, Big.roundDown)), Big(0));
      expect([Big(volume).cmp(base(trades)), Big(takerBase).cmp(base(bought))]).toEqual([0, 0]);
      expect([Big(quote).cmp(cost(trades)), Big(takerQuote).cmp(cost(bought))]).toEqual([0, 0]);
    }),
  );
});
