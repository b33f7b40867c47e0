import { createCapturedBook } from '../../../../simulator/frames/capturedBook.ts';
import type { Track } from '../../../../simulator/frames/track.ts';

type Levels = [string, string][];
const track = (...entries: [time: number, value: object][]): Track => ({
  times: entries.map(([time]) => time),
  texts: entries.map(([, value]) => JSON.stringify(value)),
});
const change = (U: number, u: number, b: Levels, a: Levels = []) => ({ U, u, b, a });
const snapshot = track([
  20,
  {
    lastUpdateId: 10,
    bids: [
      ['5.00', '1'],
      ['4.00', '1'],
      ['3.00', '1'],
    ],
    asks: [
      ['6.00', '1'],
      ['7.00', '1'],
    ],
  },
]);

it('is the snapshot with what has been played since, whatever of it the snapshot holds', () => {
  const book = createCapturedBook(
    snapshot,
    track(
      [10, change(7, 10, [['5.00', '9']])],
      [
        30,
        change(
          9,
          12,
          [
            ['5.00', '0'],
            ['4.50', '2'],
          ],
          [['6.00', '3']],
        ),
      ],
      [40, change(13, 14, [], [['5.90', '1']])],
    ),
  );
  expect(book.at(29, 5)).toMatchObject({
    lastUpdateId: 10,
    bids: [
      ['5.00', '1'],
      ['4.00', '1'],
      ['3.00', '1'],
    ],
  });
  expect(book.at(30, 2)).toEqual({
    lastUpdateId: 12,
    bids: [
      ['4.50', '2'],
      ['4.00', '1'],
    ],
    asks: [
      ['6.00', '3'],
      ['7.00', '1'],
    ],
  });
  expect(book.at(99, 1)).toEqual({ lastUpdateId: 14, bids: [['4.50', '2']], asks: [['5.90', '1']] });
  // An instant that has been before is as it was.
  expect(book.at(0, 5)?.lastUpdateId).toBe(10);
  expect(book.at(30, 2)?.bids[0]).toEqual(['4.50', '2']);
});

it('says nothing of prices beyond those of the snapshot', () => {
  const book = createCapturedBook(
    snapshot,
    track([
      30,
      change(
        11,
        12,
        [
          ['2.99', '1'],
          ['3.00', '0'],
        ],
        [
          ['7.01', '1'],
          ['6.99', '1'],
        ],
      ),
    ]),
  );
  expect(book.at(30, 9)).toEqual({
    lastUpdateId: 12,
    bids: [
      ['5.00', '1'],
      ['4.00', '1'],
    ],
    asks: [
      ['6.00', '1'],
      ['6.99', '1'],
      ['7.00', '1'],
    ],
  });
});

it('is unknown where no snapshot was captured, and from where a change is missing', () => {
  const nothing = track();
  expect(createCapturedBook(nothing, nothing).at(50, 5)).toBeUndefined();
  const book = createCapturedBook(snapshot, track([30, change(12, 13, [['5.00', '2']])]));
  expect(book.at(29, 5)?.lastUpdateId).toBe(10);
  expect(book.at(30, 5)).toBeUndefined();
  expect(book.at(29, 5)?.lastUpdateId).toBe(10);
});

it('of futures goes on where a change names the one before it, though their numbers have holes, and nowhere else', () => {
  const after = (U: number, u: number, pu: number) => ({ ...change(U, u, [['4.50', String(u)]]), pu });
  const book = createCapturedBook(
    snapshot,
    track([30, after(8, 15, 5)], [40, after(31, 40, 15)], [50, after(61, 70, 60)]),
  );
  expect(book.at(30, 2)).toMatchObject({ lastUpdateId: 15 });
  expect(book.at(40, 2)).toMatchObject({
    lastUpdateId: 40,
    bids: [
      ['5.00', '1'],
      ['4.50', '40'],
    ],
  });
  expect(book.at(50, 2)).toBeUndefined();
});
