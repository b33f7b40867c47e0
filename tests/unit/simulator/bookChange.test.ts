import fc from 'fast-check';
import { type Book, bookAt } from '../../../simulator/trading/book/book.ts';
import { bookChange } from '../../../simulator/trading/book/bookChange.ts';
import { MOST_LEVELS } from '../../../simulator/trading/book/bookState.ts';
import { samplePairs, sampleSymbols } from './samplePairs.ts';

const listing = samplePairs();

type Sides = { readonly bids: Map<number, number>; readonly asks: Map<number, number> };
const sidesOf = (book: Book | undefined): Sides => ({ bids: new Map(book?.bids), asks: new Map(book?.asks) });
/** Prices whose quantity differs. */
const unequal = (one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number[] =>
  [...one.keys(), ...other.keys()].filter((price) => one.get(price) !== other.get(price));

const span = fc.record({
  symbol: fc.constantFrom(...sampleSymbols),
  from: fc.integer({ min: Date.UTC(2026, 6, 1), max: Date.UTC(2026, 11, 1) }),
  /** Where in the span the snapshot is taken. */
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.constantFrom(1, 100, 100, 350, 1000, 1000, 20_000, 59_000, 90_000),
});

/** A book of any instant within the change, with the change applied, is the book at its end, all levels. */
const isRight = (symbol: string, from: number, at: number, to: number): void => {
  const pair = listing(symbol);
  const before = bookAt(pair, at, MOST_LEVELS);
  const after = bookAt(pair, to, MOST_LEVELS);
  const change = bookChange(pair, from, to);
  expect(change?.lastUpdateId ?? before?.lastUpdateId).toBe(after?.lastUpdateId);
  const kept = sidesOf(before);
  for (const side of ['bids', 'asks'] as const) {
    for (const [price, quantity] of change?.[side] ?? []) {
      if (quantity === 0) kept[side].delete(price);
      else kept[side].set(price, quantity);
    }
    expect(unequal(kept[side], sidesOf(after)[side])).toEqual([]);
  }
};

it('a change makes the book of any instant within it into the one at its end', () => {
  fc.assert(
    fc.property(span, ({ symbol, from, share, length }) => {
      // Beyond a minute only the first and the last book are compared.
      const at = length > 60_000 ? from : from + Math.floor(share * length);
      isRight(symbol, from, at, from + length);
    }),
    { numRuns: 60 },
  );
});

it('so it is around each trade of two minutes, and changes follow each other without a hole', () => {
  for (const symbol of sampleSymbols) {
    const pair = listing(symbol);
    const start = Date.UTC(2026, 10, 20, 12, 0);
    for (let minute = start / 60_000; minute < start / 60_000 + 2; minute += 1) {
      for (const { time } of pair.trading.ordersIn(minute)) {
        const from = Math.floor(time / 100) * 100 - 1;
        isRight(symbol, from, from, from + 100);
        isRight(symbol, from, time, from + 101);
        const [one, next] = [bookChange(pair, from, time), bookChange(pair, time, time + 1000)];
        expect(next?.firstUpdateId).toBe((one?.lastUpdateId ?? 0) + 1);
      }
    }
  }
});

it('a book that nobody trades changes in few levels only', () => {
  const pair = listing('ETCUSDT');
  const change = bookChange(pair, Date.UTC(2026, 10, 20, 12, 0, 0), Date.UTC(2026, 10, 20, 12, 0, 0, 100));
  const count = (change?.bids.length ?? 0) + (change?.asks.length ?? 0);
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThan(40);
});
