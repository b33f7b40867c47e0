import fc from 'fast-check';
import { type BookSnapshot, LocalBook } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';
import { SlowBook } from './slowBook.ts';

/** Levels between two prices. One in three goes. */
const levels = (from: number, to: number) =>
  fc.array(
    fc.tuple(
      fc.integer({ min: from, max: to }).map((tenths) => (tenths / 10).toFixed(8)),
      fc.integer({ min: 0, max: 20 }).map((amount) => (amount < 7 ? '0.00000000' : `${amount}.50000000`)),
    ),
    { maxLength: 8 },
  );

/** Changes that follow each other. Bids lie below 100, asks from 100 on: so the book is never crossed. */
const anyChanges = fc
  .array(fc.record({ bids: levels(900, 999), asks: levels(1000, 1100), ids: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 5,
    maxLength: 60,
  })
  .map((steps) => {
    const changes: BookChange[] = [];
    for (const { ids, ...sides } of steps) {
      const first = (changes.at(-1)?.last ?? 0) + 1;
      changes.push({ first, last: first + ids - 1, ...sides });
    }
    return changes;
  });

/** The exchange's book after so many changes. */
function bookAfter(changes: readonly BookChange[], count: number): SlowBook {
  const whole = new SlowBook({ lastUpdateId: 0, bids: [], asks: [] }, 1);
  for (const each of changes.slice(0, count)) whole.take(each);
  return whole;
}

it('a book equals the obvious one after any changes, wherever its snapshot was taken and whenever it arrives', () => {
  const size = { levels: 5, snapshotLevels: 10 };
  fc.assert(
    fc.property(anyChanges, fc.nat(), fc.nat(), (changes, takenAfter, arrivesAfter) => {
      const at = takenAfter % changes.length;
      const taken: BookSnapshot = JSON.parse(bookAfter(changes, at).text(size.snapshotLevels));
      fc.pre(taken.bids.length > 0 && taken.asks.length > 0);
      const arrives = at + (arrivesAfter % (changes.length - at));
      const book = new LocalBook(size);
      const slow = new SlowBook(taken, size.snapshotLevels);
      for (const [index, each] of changes.entries()) {
        if (index === arrives) expect(book.takeSnapshot(taken)).toBeNull();
        book.takeChange(each);
        if (index >= at) slow.take(each);
        if (index < arrives || book.outOfStep !== null) continue;
        // Of a side that has run short, levels may have been left behind before.
        if (!book.isShort) expect(book.text()).toBe(slow.text(size.levels));
      }
    }),
    { numRuns: 500 },
  );
});

it('a book in step is right, whatever is lost, doubled or late', () => {
  // Snapshots hold all that there is.
  const size = { levels: 1000, snapshotLevels: 1000 };
  const faults = fc.array(
    fc.record({
      at: fc.nat(),
      what: fc.constantFrom('lost', 'doubled', 'late', 'snapshot', 'expected'),
      by: fc.nat(5),
    }),
    { maxLength: 15 },
  );
  let inStep = 0;
  fc.assert(
    fc.property(anyChanges, faults, (changes, all) => {
      const right = new Map(changes.map(({ last }, index) => [last, bookAfter(changes, index + 1).text(1000)]));
      const book = new LocalBook(size);
      const late: BookChange[] = [];
      for (const [index, each] of changes.entries()) {
        const here = all.filter(({ at }) => at % changes.length === index);
        const has = (what: string) => here.some((fault) => fault.what === what);
        if (has('expected')) book.expectSnapshot();
        if (has('late')) late.push(each);
        else if (!has('lost')) book.takeChange(each);
        if (has('doubled')) book.takeChange(each);
        for (const { by } of here.filter(({ what }) => what === 'snapshot')) {
          book.takeSnapshot(JSON.parse(bookAfter(changes, Math.max(1, index + 3 - by)).text(1000)));
        }
        if (index % 3 === 0) for (const old of late.splice(0)) book.takeChange(old);
        if (book.outOfStep !== null) continue;
        inStep++;
        expect(book.text()).toBe(right.get(book.lastUpdate ?? 0));
      }
    }),
    { numRuns: 300 },
  );
  expect(inStep).toBeGreaterThan(200);
});
