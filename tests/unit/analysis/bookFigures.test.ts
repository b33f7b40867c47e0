import fc from 'fast-check';
import { bookFigures } from '../../../analysis/bookFigures.ts';
import { compare, decimalIn, plus, textOf, zero } from '../../../analysis/decimal.ts';
import type { BookFigures } from '../../../analysis/snapshot.ts';
import { type Book, book } from '../../analysis/anyParts.ts';
import { fullParts } from '../../analysis/fullParts.ts';

const figuresOf = (sides: { readonly bids: unknown; readonly asks: unknown }): BookFigures | null =>
  bookFigures({ ...fullParts, depth: { asOf: 1, value: sides } });

const said = (sides: Book): BookFigures => {
  const figures = figuresOf(sides);
  if (figures === null) throw new Error('no figures of a book');
  return figures;
};

const read = (text: string | null) => decimalIn(text) ?? zero;
const noMore = (one: string | null, other: string | null): boolean =>
  one === null || other === null || compare(read(one), read(other)) <= 0;

it('the quantity of all levels is the sum of their quantities', () => {
  fc.assert(
    fc.property(book, (sides) => {
      const { all } = said(sides).levels;
      expect(all.bidVolume).toBe(textOf(sides.bids.reduce((sum, [, qty]) => plus(sum, read(qty)), zero)));
      expect(all.askVolume).toBe(textOf(sides.asks.reduce((sum, [, qty]) => plus(sum, read(qty)), zero)));
    }),
  );
});

it('more levels, and more basis points, never hold less', () => {
  fc.assert(
    fc.property(book, (sides) => {
      const { levels, depth } = said(sides);
      for (const side of ['bid', 'ask'] as const) {
        expect(noMore(levels[5][`${side}Volume`], levels[10][`${side}Volume`])).toBe(true);
        expect(noMore(levels[20][`${side}Volume`], levels.all[`${side}Volume`])).toBe(true);
        expect(noMore(depth[10][side], depth[50][side]) && noMore(depth[50][side], depth[100][side])).toBe(true);
        // Where the book ends within 50 points, it ends within 100, too.
        if (depth[50][side] === null) expect(depth[100][side]).toBeNull();
      }
    }),
  );
});

it('a book with equal sides has the ratio 1, and equally much at the same number of levels and basis points', () => {
  const levels = fc.array(fc.tuple(fc.bigInt(1n, 50n), fc.bigInt(1n, 10n ** 12n)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(levels, fc.bigInt(10_000n, 10n ** 8n), (steps, middle) => {
      let distance = 0n;
      const rows = steps.map(([step, qty]) => {
        distance += step;
        return { distance, qty: textOf({ units: qty, places: 8 }) };
      });
      const {
        levels: of,
        reach,
        depth,
      } = said({
        bids: rows.map((row) => [`${middle - row.distance}`, row.qty] as const),
        asks: rows.map((row) => [`${middle + row.distance}`, row.qty] as const),
      });
      expect([of[5].ratio, of[10].ratio, of[20].ratio, of.all.ratio]).toEqual(['1', '1', '1', '1']);
      expect(reach.bid).toBe(reach.ask);
      for (const points of [10, 50, 100] as const) expect(depth[points].bid === null).toBe(depth[points].ask === null);
    }),
  );
});

it('zeros at the end of what is written change nothing', () => {
  const longer = (text: string) => `${text.includes('.') ? text : `${text}.`}000`;
  const longerSide = (side: Book['bids']) => side.map(([price, qty]) => [longer(price), longer(qty)] as const);
  fc.assert(
    fc.property(book, (sides) => {
      expect(said({ bids: longerSide(sides.bids), asks: longerSide(sides.asks) })).toEqual(said(sides));
    }),
  );
});

it('the order of what stands behind the best twenty levels does not matter', () => {
  fc.assert(
    fc.property(book, ({ bids, asks }) => {
      const turned = (side: Book['bids']) => [...side.slice(0, 20), ...side.slice(20).reverse()];
      expect(said({ bids: turned(bids), asks: turned(asks) })).toEqual(said({ bids, asks }));
    }),
  );
});

it('counts a level that stands as far from the mid as is asked for, and ends there', () => {
  const { depth, reach } = said({
    bids: [
      ['99.95', '1'],
      ['99.90', '2'],
      ['99.50', '3'],
    ],
    asks: [
      ['100.05', '4'],
      ['100.1', '5'],
      ['100.49999999', '6'],
    ],
  });
  expect(reach).toEqual({ bid: '50', ask: '49.999999' });
  expect(depth[10]).toEqual({ bid: '299.75', ask: '900.7' });
  expect(depth[50]).toEqual({ bid: '598.25', ask: null });
  expect(depth[100]).toEqual({ bid: null, ask: null });
});

const nowhere = { bid: null, ask: null };

it.each([
  { bids: [['10', '3']] as const, asks: [], bidVolume: '3', askVolume: '0', ratio: null },
  { bids: [], asks: [['10', '3']] as const, bidVolume: '0', askVolume: '3', ratio: '0' },
  { bids: [], asks: [], bidVolume: '0', askVolume: '0', ratio: null },
])('a side that is empty has no mid: $bidVolume and $askVolume', ({ bids, asks, ...volumes }) => {
  const { levels, depth, reach } = said({ bids, asks });
  expect(levels.all).toEqual(volumes);
  expect([depth[10], depth[50], depth[100], reach]).toEqual([nowhere, nowhere, nowhere, nowhere]);
});

it('takes prices and quantities of any size', () => {
  const { levels, depth, reach } = said({
    bids: [['0.00000001', '12345678901234567890.12345678']],
    asks: [['0.00000002', '99999999999999999999.99999999']],
  });
  expect(levels.all.ratio).toBe('0.12345679');
  expect(reach).toEqual({ bid: '3333.33333333', ask: '3333.33333333' });
  expect(depth[100]).toEqual({ bid: '0', ask: '0' });
  expect(said({ bids: [['100000', '2']], asks: [['100000.1', '1']] }).levels[5].ratio).toBe('2');
});

it.each([[undefined], [null], [{}], ['10'], [[['10']]], [[['10', 'x']]], [[[10, '1']]], [[null]], [['10', '1']]])(
  'says nothing of a book whose bids are %j',
  (bids) => {
    expect(figuresOf({ bids, asks: [['10', '1']] })).toBeNull();
    expect(bookFigures({ ...fullParts, depth: null })).toBeNull();
  },
);
