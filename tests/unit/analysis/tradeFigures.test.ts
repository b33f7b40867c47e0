import fc from 'fast-check';
import { decimalIn, plus, textOf, zero } from '../../../analysis/decimal.ts';
import { tradeFigures } from '../../../analysis/tradeFigures.ts';
import { quantity } from '../../analysis/anyParts.ts';
import { fullParts, tradesOf } from '../../analysis/fullParts.ts';

type Row = readonly [string, string, boolean];

const figuresOf = (rows: readonly Row[]) => tradeFigures({ ...fullParts, trades: tradesOf(rows) });
const read = (text: string | undefined) => decimalIn(text) ?? zero;

const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.tuple(fc.constantFrom('1.5', '0.00000001', '100000', '1.50'), quantity, fc.boolean()),
  { minLength: 1, maxLength: 100 },
);

it('bought and sold are all there is', () => {
  fc.assert(
    fc.property(rows, (trades) => {
      const figures = figuresOf(trades);
      expect((figures?.buyCount ?? 0) + (figures?.sellCount ?? 0)).toBe(trades.length);
      const total = trades.reduce((sum, [, qty]) => plus(sum, read(qty)), zero);
      expect(textOf(plus(read(figures?.buyVolume), read(figures?.sellVolume)))).toBe(textOf(total));
    }),
  );
});

it('neither volumes nor the largest value depend on the order of the trades, or on zeros at the end', () => {
  fc.assert(
    fc.property(rows, (trades) => {
      const one = figuresOf(trades);
      const other = figuresOf(
        trades
          .toReversed()
          .map(([price, qty, isMaker]) => [price, `${qty}${qty.includes('.') ? '00' : '.0'}`, isMaker]),
      );
      expect([other?.buyVolume, other?.sellVolume, other?.ratio]).toEqual([
        one?.buyVolume,
        one?.sellVolume,
        one?.ratio,
      ]);
      expect(other?.largest.quote).toBe(one?.largest.quote);
    }),
  );
});

it('the taker has bought where the buyer is not the maker', () => {
  expect(
    figuresOf([
      ['10', '1', false],
      ['10', '3', true],
    ]),
  ).toMatchObject({
    ...{ buyCount: 1, sellCount: 1, buyVolume: '1', sellVolume: '3', ratio: '0.33333333' },
    largest: { side: 'sell', quantity: '3' },
  });
});

it('of trades of the same value, the newest is the largest', () => {
  const largest = figuresOf([
    ['10', '2', false],
    ['20', '1.000', true],
    ['5', '4', false],
    ['1', '1', true],
  ])?.largest;
  expect(largest).toMatchObject({ id: 9, price: '5', quantity: '4', quote: '20', side: 'buy' });
});

it('has no ratio where nothing was sold, and 0 where nothing was bought', () => {
  expect(figuresOf([['10', '1', false]])?.ratio).toBeNull();
  expect(figuresOf([['10', '1', true]])?.ratio).toBe('0');
  expect(
    figuresOf([
      ['10', '0', true],
      ['10', '0', false],
    ])?.ratio,
  ).toBeNull();
});

it('says nothing without trades, or of rows that cannot be read', () => {
  expect(tradeFigures({ ...fullParts, trades: null })).toBeNull();
  expect(figuresOf([])).toBeNull();
  expect(
    figuresOf([
      ['10', '1', false],
      ['10', '1,5', true],
    ]),
  ).toBeNull();
  const { rows: all, ...part } = tradesOf([['10', '1', false]]);
  expect(tradeFigures({ ...fullParts, trades: { ...part, rows: all, columns: ['id', 'price'] } })).toBeNull();
});
