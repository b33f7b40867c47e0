import fc from 'fast-check';
import { compare, decimalIn, zero } from '../../../analysis/decimal.ts';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import type { Parts } from '../../../analysis/snapshot.ts';
import { anyParts } from '../../analysis/anyParts.ts';
import { AT, fullParts } from '../../analysis/fullParts.ts';
import { recordedParts } from '../../analysis/recordedParts.ts';
import { describeWithRecordings } from '../../recordings.ts';

const spreadOf = (bidPrice: unknown, askPrice: unknown) =>
  figuresOf({ ...fullParts, 'book-ticker': { asOf: 1, value: { bidPrice, askPrice } } }, AT).spread;

it('makes price and 24 hours of what the exchange has told', () => {
  const { price, day } = figuresOf(fullParts, AT);
  expect(price).toEqual({ last: '10.5', average: '10.46', averageMinutes: 5 });
  expect(day).toEqual({
    ...{ open: '11', high: '11.2', low: '9.8', change: '-0.5', changePercent: '-4.545' },
    ...{ volume: '9000', quoteVolume: '94000', trades: 904 },
  });
});

it('makes the spread of the best bid and ask', () => {
  expect(spreadOf('10.49000000', '10.51')).toEqual({
    ...{ bid: '10.49', ask: '10.51', mid: '10.5', absolute: '0.02', basisPoints: '19.04761905' },
  });
  expect(spreadOf('0.00000001', '0.00000002')).toMatchObject({ mid: '0.000000015', basisPoints: '6666.66666667' });
  expect(spreadOf('100000', '100000.01')).toMatchObject({ basisPoints: '0.001' });
});

it.each([
  ['0.00000000', '10.5'],
  ['10.5', '0'],
  ['0', '0'],
  ['10.5', undefined],
  [10.5, '10.6'],
])('has no spread between %p and %p', (bid, ask) => expect(spreadOf(bid, ask)).toBeNull());

it('the spread is never below 0 while the best bid is not above the best ask', () => {
  fc.assert(
    fc.property(anyParts, ({ parts, at }) => {
      const { spread } = figuresOf(parts, at);
      if (spread === null) return;
      const [bid = zero, ask = zero] = [decimalIn(spread.bid) ?? zero, decimalIn(spread.ask) ?? zero];
      expect(spread.absolute.startsWith('-')).toBe(compare(bid, ask) > 0);
      expect(spread.basisPoints.startsWith('-')).toBe(spread.absolute.startsWith('-') && spread.basisPoints !== '0');
    }),
  );
});

it('says of nothing that there is nothing', () => {
  const nothing: Parts = {
    ...{ price: null, 'book-ticker': null, depth: null, trades: null, 'high-low': null, 'avg-price': null },
    klines: { 60: null, 1440: null },
  };
  expect(figuresOf(nothing, AT)).toEqual({
    price: { last: null, average: null, averageMinutes: null },
    ...{ day: null, spread: null, book: null, trades: null },
    candles: { 60: null, 240: null, 1440: null },
  });
});

it('takes a field that is missing, or no decimal, for one that is not told', () => {
  const { price, day } = figuresOf(
    {
      ...fullParts,
      price: { asOf: 1, value: {} },
      'high-low': { asOf: 1, value: { openPrice: 11, highPrice: '11.2', count: '904' } },
    },
    AT,
  );
  expect(price.last).toBeNull();
  expect(day).toMatchObject({ open: null, high: '11.2', low: null, trades: null });
});

describeWithRecordings('with what Binance sent', () => {
  it('a hundred levels reach some basis points, and averages are near the price', async () => {
    let books = 0;
    for await (const { parts, at } of recordedParts(5000)) {
      const { spread, book, trades, candles } = figuresOf(parts, at);
      expect(Number(spread?.absolute)).toBeGreaterThan(0);
      expect(trades?.count).toBe(500);
      for (const interval of [60, 240, 1440] as const) {
        const { closed, forming, average20 } = candles[interval] ?? {};
        expect([closed, forming, average20]).not.toContain(null);
        expect(Math.abs(Number(average20) / Number(spread?.mid) - 1)).toBeLessThan(0.2);
      }
      if (book === null) continue;
      books += 1;
      for (const side of ['bid', 'ask'] as const) {
        expect(Number(book.reach[side])).toBeGreaterThan(1);
        expect(Number(book.reach[side])).toBeLessThan(10);
        expect(book.depth[10][side]).toBeNull();
      }
    }
    expect(books).toBeGreaterThan(3);
  });
});
