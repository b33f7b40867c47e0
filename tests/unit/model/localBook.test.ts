import { LocalBook } from '../../../model/localBook.ts';
import { ASKS, BIDS, bookAt, change, read, SIZE, snapshot } from './smallBooks.ts';

describe('a book before its snapshot', () => {
  it('is out of step and shows nothing', () => {
    const book = new LocalBook(SIZE);
    book.takeChange(change(99, 100, [['10.2', '5']]));
    expect([book.outOfStep, book.text(), book.lastUpdate]).toEqual(['no snapshot has come yet', null, null]);
  });

  it('keeps changes, passes over those that the snapshot holds, and goes on with the others', () => {
    const book = new LocalBook(SIZE);
    book.takeChange(change(95, 98, [['10.2', '7']]));
    book.takeChange(change(99, 102, [['10.1', '0']]));
    book.takeChange(change(103, 104, [], [['10.35', '4']]));
    expect(book.takeSnapshot(snapshot(100, BIDS, ASKS))).toBeNull();
    expect(book.text()).toBe(
      '{"lastUpdateId":104,"bids":[["10.2","1"],["10.0","3"]],"asks":[["10.3","1"],["10.35","4"]]}',
    );
  });

  it('refuses a snapshot that is older than the first change, and takes the next one', () => {
    const book = new LocalBook(SIZE);
    book.takeChange(change(102, 103));
    expect(book.takeSnapshot(snapshot(100, BIDS, ASKS))).toMatch(/older than what is known: 100/);
    expect(book.outOfStep).not.toBeNull();
    expect(book.takeSnapshot(snapshot(101, BIDS, ASKS))).toBeNull();
    expect(book.lastUpdate).toBe(103);
  });

  it('refuses a crossed snapshot', () => {
    expect(new LocalBook(SIZE).takeSnapshot(snapshot(1, [['10.3', '1']], ASKS))).toMatch(/crossed: bid 10.3, ask 10.3/);
  });

  it('waits for the changes up to a snapshot that is ahead of them, however many they are', () => {
    const book = new LocalBook(SIZE);
    book.takeChange(change(1, 1));
    expect(book.takeSnapshot(snapshot(500, BIDS, ASKS))).toBeNull();
    for (let id = 2; id <= 500; id++) book.takeChange(change(id, id, [['10.1', '99']]));
    expect([book.outOfStep, read(book)?.bids[1]]).toEqual([null, ['10.1', '2']]);
    book.takeChange(change(501, 501, [['10.1', '4']]));
    expect(read(book)).toMatchObject({
      lastUpdateId: 501,
      bids: [
        ['10.2', '1'],
        ['10.1', '4'],
      ],
    });
  });

  it('keeps no more changes than of some minutes', () => {
    const book = new LocalBook(SIZE);
    for (let id = 1; id <= 5000; id++) book.takeChange(change(id, id));
    expect(book.takeSnapshot(snapshot(3900, BIDS, ASKS))).toMatch(/older/);
    expect(book.takeSnapshot(snapshot(4900, BIDS, ASKS))).toBeNull();
    expect(book.lastUpdate).toBe(5000);
  });
});

describe('a book in step', () => {
  it('passes over a change that is older, or comes twice', () => {
    const book = bookAt();
    book.takeChange(change(101, 103, [['10.1', '9']]));
    book.takeChange(change(101, 103, [['10.1', '8']]));
    book.takeChange(change(90, 99, [['10.1', '7']]));
    expect(read(book)).toMatchObject({
      lastUpdateId: 103,
      bids: [
        ['10.2', '1'],
        ['10.1', '9'],
      ],
    });
  });

  it('takes a change that begins with what it knows: so another socket cuts them', () => {
    const book = bookAt();
    book.takeChange(change(101, 103, [['10.1', '9']]));
    book.takeChange(change(102, 105, [['10.1', '8']]));
    expect(read(book)).toMatchObject({
      lastUpdateId: 105,
      bids: [
        ['10.2', '1'],
        ['10.1', '8'],
      ],
    });
  });

  it('is out of step from a gap on, and goes on from a snapshot that covers it', () => {
    const book = bookAt();
    book.takeChange(change(101, 103));
    book.takeChange(change(105, 106, [['10.1', '9']]));
    expect([book.outOfStep, book.text()]).toEqual(['the updates from 104 to 104 are missing', null]);
    expect(book.takeSnapshot(snapshot(103, BIDS, ASKS))).toMatch(/older/);
    expect(book.takeSnapshot(snapshot(104, BIDS, ASKS))).toBeNull();
    expect(read(book)).toMatchObject({
      lastUpdateId: 106,
      bids: [
        ['10.2', '1'],
        ['10.1', '9'],
      ],
    });
  });

  it('goes by the change before, where the exchange tells it', () => {
    const book = bookAt();
    book.takeChange({ ...change(98, 120), previous: 97 });
    book.takeChange({ ...change(140, 150), previous: 120 });
    expect([book.outOfStep, book.lastUpdate]).toEqual([null, 150]);
    book.takeChange({ ...change(151, 160), previous: 155 });
    expect(book.outOfStep).toMatch(/from 151 to 155 are missing/);
  });

  it('is out of step when it is crossed', () => {
    const book = bookAt();
    book.takeChange(change(101, 101, [['10.30', '1']]));
    expect([book.outOfStep, book.text()]).toEqual(['the book is crossed: bid 10.30, ask 10.3', null]);
  });

  it('is out of step when it is lost, and needs a new snapshot', () => {
    const book = bookAt();
    book.lose('the stream is down');
    expect(book.outOfStep).toBe('the stream is down');
    book.takeChange(change(101, 101));
    expect(book.takeSnapshot(snapshot(99, BIDS, ASKS))).toMatch(/older/);
  });

  it('is out of step when the exchange has begun to count anew, and follows the new numbers', () => {
    const book = bookAt(1_000_000);
    book.takeChange(change(1_000_001, 1_000_001));
    for (let id = 1; id <= 100; id++) book.takeChange(change(id, id, [['10.1', String(id)]]));
    expect(book.outOfStep).toMatch(/anew/);
    for (let id = 101; id <= 110; id++) book.takeChange(change(id, id, [['10.1', String(id)]]));
    expect(book.takeSnapshot(snapshot(105, BIDS, ASKS))).toBeNull();
    expect(read(book)).toMatchObject({
      lastUpdateId: 110,
      bids: [
        ['10.2', '1'],
        ['10.1', '110'],
      ],
    });
  });
});
