import fc from 'fast-check';
import { compareBook } from '../../../../../../collectors/sources/streamed/audit/compareBook.ts';
import { isMismatch } from '../../../../../../collectors/sources/streamed/audit/verdict.ts';
import { type BookState, LocalBook } from '../../../../../../model/localBook.ts';
import { ASKS, BIDS, bookAt, change, type Levels, snapshot } from '../../../../model/smallBooks.ts';

const LIMIT = 2;
const stateOf = (book: LocalBook): BookState => {
  const state = book.state();
  if (state === null) throw new Error(`out of step: ${book.outOfStep}`);
  return state;
};
/** In step at update 100, of which three levels of each side are known. */
const state = stateOf(bookAt());
const told = (id: number, bids: Levels = BIDS, asks: Levels = ASKS) =>
  snapshot(id, bids.slice(0, LIMIT), asks.slice(0, LIMIT));

describe('an answer at the update of the book', () => {
  it('is equal where all its levels are, however many zeros they are written with', () => {
    expect(compareBook(state, [], told(100), LIMIT)).toBe('equal');
    expect(compareBook(state, [], told(100, [['10.20', '1.000'], BIDS[1] ?? ['', '']]), LIMIT)).toBe('equal');
  });

  it.each<[string, Levels, Levels]>([
    [
      'has another quantity',
      [
        ['10.2', '9'],
        ['10.1', '2'],
      ],
      ASKS,
    ],
    [
      'has a level more',
      [
        ['10.2', '1'],
        ['10.15', '7'],
      ],
      ASKS,
    ],
    [
      'has a level less',
      [
        ['10.2', '1'],
        ['10.0', '3'],
      ],
      ASKS,
    ],
    [
      'has another ask',
      BIDS,
      [
        ['10.3', '1'],
        ['10.4', '5'],
      ],
    ],
  ])('is a mismatch where it %s', (_what, bids, asks) => {
    const verdict = compareBook(state, [], told(100, bids, asks), LIMIT);
    expect(isMismatch(verdict) && verdict.why).toMatch(/ by REST and .* by the stream, at update 100$/);
  });

  it('is compared only as far as both know all: what lies beyond its last level, or ours, says nothing', () => {
    expect(compareBook(state, [], snapshot(100, [['10.2', '1']], [['10.3', '1']]), 1)).toBe('equal');
    const deep = snapshot(100, [...BIDS, ['9.9', '4']], [...ASKS, ['10.6', '4']]);
    expect(compareBook(state, [], deep, 4)).toBe('equal');
    // Fewer levels than it may have are all that there are.
    const few = compareBook(state, [], snapshot(100, BIDS.slice(0, 2), ASKS), 3);
    expect(isMismatch(few) && few.why).toContain('a bid of 10 is 0 by REST and 3 by the stream');
  });
});

describe('an answer between two updates that have come together', () => {
  const changes = [
    change(101, 105, [
      ['10.1', '8'],
      ['10.2', '0'],
    ]),
  ];

  it('may know each of their levels as before or as after them', () => {
    expect(compareBook(state, changes, told(103), LIMIT)).toBe('equal');
    expect(
      compareBook(
        state,
        changes,
        told(103, [
          ['10.2', '1'],
          ['10.1', '8'],
        ]),
        LIMIT,
      ),
    ).toBe('equal');
    expect(
      compareBook(
        state,
        changes,
        told(103, [
          ['10.1', '8'],
          ['10.0', '3'],
        ]),
        LIMIT,
      ),
    ).toBe('equal');
  });

  it('knows all of them where it ends as they do', () => {
    expect(
      compareBook(
        state,
        changes,
        told(105, [
          ['10.1', '8'],
          ['10.0', '3'],
        ]),
        LIMIT,
      ),
    ).toBe('equal');
    expect(isMismatch(compareBook(state, changes, told(105), LIMIT))).toBe(true);
  });

  it('is a mismatch where a level is neither', () => {
    expect(
      isMismatch(
        compareBook(
          state,
          changes,
          told(103, [
            ['10.2', '1'],
            ['10.1', '7'],
          ]),
          LIMIT,
        ),
      ),
    ).toBe(true);
  });
});

it.each([
  ['is older than what was held', told(99), []],
  ['is newer than what has come', told(106), [change(101, 105)]],
  ['lies behind changes that are missing', told(120), [change(101, 105), change(110, 125)]],
] as const)('an answer that %s is not comparable', (_what, answer, changes) => {
  expect(compareBook(state, [...changes], answer, LIMIT)).toBe('not comparable');
});

it('changes that come twice change nothing', () => {
  const changes = [change(101, 102, [['10.2', '5']]), change(101, 102, [['10.2', '5']]), change(99, 100)];
  expect(
    compareBook(
      state,
      changes,
      told(102, [
        ['10.2', '5'],
        ['10.1', '2'],
      ]),
      LIMIT,
    ),
  ).toBe('equal');
});

describe('a book made of any changes', () => {
  const price = fc.integer({ min: 1, max: 30 });
  const quantity = fc.integer({ min: 0, max: 3 });
  const steps = fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 4 }),
      bids: fc.array(fc.tuple(price, quantity), { maxLength: 4 }),
      asks: fc.array(fc.tuple(price, quantity), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const SIZE = { levels: 5, snapshotLevels: 60 };
  const [bids, asks]: [Levels, Levels] = [[['100', '1']], [['101', '1']]];

  /** The same changes, and the book after each. */
  function play(all: readonly { size: number; bids: [number, number][]; asks: [number, number][] }[]) {
    let last = 100;
    const book = new LocalBook(SIZE);
    book.takeSnapshot(snapshot(last, bids, asks));
    const begun = stateOf(book);
    const changes = all.map(({ size, bids: below, asks: above }) => {
      const made = change(
        last + 1,
        last + size,
        below.map(([at, many]) => [String(100 - at), String(many)]),
        above.map(([at, many]) => [String(101 + at), String(many)]),
      );
      last += size;
      return made;
    });
    const after = changes.map((each) => {
      book.takeChange(each);
      return JSON.parse(book.text() ?? '{}') as ReturnType<typeof snapshot>;
    });
    return { begun, changes, after };
  }

  it('is equal to its own text after each of them, and differs where one quantity of that is another one', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, at) => {
        const { begun, changes, after } = play(all);
        const answer = after[at % after.length];
        if (answer === undefined) return;
        expect(compareBook(begun, changes, answer, SIZE.levels)).toBe('equal');
        const [first, ...others] = answer.bids;
        if (first === undefined) return;
        const wrong = { ...answer, bids: [[first[0], '99'] as [string, string], ...others] };
        expect(isMismatch(compareBook(begun, changes, wrong, SIZE.levels))).toBe(true);
      }),
    );
  });
});
