import { LocalBook } from '../../../model/localBook.ts';
import { ASKS, BIDS, bookAt, change, read, SIZE, snapshot } from './smallBooks.ts';

describe('levels beyond what the snapshot covered', () => {
  it('are never shown', () => {
    const book = bookAt();
    book.takeChange(
      change(
        101,
        102,
        [
          ['9.9', '5'],
          ['10.2', '0'],
        ],
        [['10.6', '5']],
      ),
    );
    expect(read(book)?.bids).toEqual([
      ['10.1', '2'],
      ['10.0', '3'],
    ]);
    book.takeChange(change(103, 103, [['10.1', '0']]));
    expect(read(book)).toMatchObject({
      bids: [['10.0', '3']],
      asks: [
        ['10.3', '1'],
        ['10.4', '2'],
      ],
    });
  });

  it('are wanted when a side knows too few: the book stays as it is until the next snapshot', () => {
    const book = bookAt();
    expect(book.isShort).toBe(false);
    book.takeChange(
      change(101, 101, [
        ['10.2', '0'],
        ['10.1', '0'],
      ]),
    );
    expect([book.isShort, book.outOfStep]).toEqual([true, null]);
    book.expectSnapshot();
    book.takeChange(change(102, 103, [['9.95', '1']]));
    book.takeChange(change(104, 104, [], [['10.3', '5']]));
    expect(
      book.takeSnapshot(
        snapshot(
          103,
          [
            ['10.0', '3'],
            ['9.95', '1'],
            ['9.8', '1'],
          ],
          ASKS,
        ),
      ),
    ).toBeNull();
    expect(book.isShort).toBe(false);
    expect(read(book)).toMatchObject({
      lastUpdateId: 104,
      bids: [
        ['10.0', '3'],
        ['9.95', '1'],
      ],
      asks: [
        ['10.3', '5'],
        ['10.4', '2'],
      ],
    });
  });

  it('do not exist where the snapshot had fewer than it might: then all is known', () => {
    const book = new LocalBook(SIZE);
    book.takeSnapshot(snapshot(100, BIDS.slice(0, 1), []));
    expect(book.isShort).toBe(false);
    book.takeChange(change(101, 101, [['9.0', '5']], [['99', '1']]));
    expect(read(book)).toMatchObject({
      bids: [
        ['10.2', '1'],
        ['9.0', '5'],
      ],
      asks: [['99', '1']],
    });
  });

  it('are all that may be left: such a side would be told as empty', () => {
    const book = bookAt();
    book.takeChange(
      change(
        101,
        101,
        [],
        ASKS.map(([price]) => [price, '0.000']),
      ),
    );
    expect(book.outOfStep).toBe('all asks that were known are gone');
  });

  it('are those, too, that prices have left behind: no side grows without end', () => {
    const book = bookAt();
    // The bids climb, each a new best one.
    for (let step = 1; step <= 10; step++) book.takeChange(change(100 + step, 100 + step, [[`10.2${step + 10}`, '1']]));
    expect([book.isShort, read(book)?.bids[0]]).toEqual([false, ['10.220', '1']]);
    // The old ones lie below what is known by now.
    book.takeChange(change(111, 111, [['10.1', '7']]));
    const gone = Array.from({ length: 9 }, (_, step): [string, string] => [`10.2${step + 11}`, '0']);
    book.takeChange(change(112, 112, gone));
    expect([book.isShort, read(book)?.bids]).toEqual([true, [['10.220', '1']]]);
  });

  it('a snapshot of before is refused while the book is in step, which stays', () => {
    const book = bookAt();
    book.takeChange(change(101, 103, [['10.1', '9']]));
    expect(book.takeSnapshot(snapshot(102, BIDS, ASKS))).toMatch(/older/);
    expect(read(book)).toMatchObject({
      lastUpdateId: 103,
      bids: [
        ['10.2', '1'],
        ['10.1', '9'],
      ],
    });
  });
});
