import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import fc from 'fast-check';
import { depth } from '../../../exchanges/binance/spot/feeds/depth.ts';
import { compareDecimals } from '../../../model/decimals.ts';
import { type BookSnapshot, LocalBook } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';

type Levels = [price: string, quantity: string][];

const change = (first: number, last: number, bids: Levels = [], asks: Levels = []): BookChange => ({
  ...{ first, last, bids, asks },
});
const snapshot = (lastUpdateId: number, bids: Levels, asks: Levels): BookSnapshot => ({ lastUpdateId, bids, asks });

const BIDS: Levels = [
  ['10.2', '1'],
  ['10.1', '2'],
  ['10.0', '3'],
];
const ASKS: Levels = [
  ['10.3', '1'],
  ['10.4', '2'],
  ['10.5', '3'],
];
/** Snapshots hold three levels of each side, two are shown. */
const SIZE = { levels: 2, snapshotLevels: 3 };
const bookAt = (id = 100, size = SIZE): LocalBook => {
  const book = new LocalBook(size);
  expect(book.takeSnapshot(snapshot(id, BIDS, ASKS))).toBeNull();
  return book;
};
const read = (book: LocalBook) => JSON.parse(book.text() ?? 'null') as BookSnapshot | null;

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

/** The same in the most obvious way: a list of each side, sorted when it is read. */
class SlowBook {
  readonly #sides: Readonly<Record<'bids' | 'asks', { levels: Map<string, string>; edge: string | null }>>;
  #last: number;

  constructor({ lastUpdateId, bids, asks }: BookSnapshot, snapshotLevels: number) {
    this.#last = lastUpdateId;
    const sideOf = (levels: BookSnapshot['bids']) => ({
      levels: new Map(levels.map(([price, quantity]) => [price, quantity])),
      edge: levels.length < snapshotLevels ? null : (levels.at(-1)?.[0] ?? null),
    });
    this.#sides = { bids: sideOf(bids), asks: sideOf(asks) };
  }

  take({ last, bids, asks }: BookChange): void {
    this.#last = last;
    for (const [price, quantity] of bids) this.#set('bids', price, quantity);
    for (const [price, quantity] of asks) this.#set('asks', price, quantity);
  }

  #set(name: 'bids' | 'asks', price: string, quantity: string): void {
    const { levels, edge } = this.#sides[name];
    if (edge !== null && (name === 'bids' ? 1 : -1) * compareDecimals(price, edge) < 0) return;
    if (Number(quantity) === 0) levels.delete(price);
    else levels.set(price, quantity);
  }

  best(name: 'bids' | 'asks', levels: number): Levels {
    const sign = name === 'bids' ? -1 : 1;
    return [...this.#sides[name].levels].sort(([a], [b]) => sign * compareDecimals(a, b)).slice(0, levels);
  }

  text(levels: number): string {
    return JSON.stringify({
      lastUpdateId: this.#last,
      bids: this.best('bids', levels),
      asks: this.best('asks', levels),
    });
  }

  isCrossed(): boolean {
    const [[bid] = [], [ask] = []] = [this.best('bids', 1)[0], this.best('asks', 1)[0]];
    return bid !== undefined && ask !== undefined && compareDecimals(bid, ask) >= 0;
  }
}

it('a book equals the obvious one after any changes, wherever the snapshot was taken', () => {
  // Bids lie below 100, asks from 100 on: so it is never crossed. A level in three goes.
  const levels = (from: number, to: number) =>
    fc.array(
      fc.tuple(
        fc.integer({ min: from, max: to }).map((cents) => (cents / 10).toFixed(8)),
        fc.integer({ min: 0, max: 20 }).map((size) => (size < 7 ? '0.00000000' : `${size}.50000000`)),
      ),
      { maxLength: 8 },
    );
  const size = { levels: 5, snapshotLevels: 10 };
  fc.assert(
    fc.property(
      fc.array(fc.record({ bids: levels(900, 999), asks: levels(1000, 1100), ids: fc.integer({ min: 1, max: 4 }) }), {
        minLength: 5,
        maxLength: 60,
      }),
      fc.nat(),
      fc.nat(),
      (steps, snapshotAt, arrivesAt) => {
        const changes: BookChange[] = [];
        for (const { ids, ...sides } of steps) {
          const first = (changes.at(-1)?.last ?? 0) + 1;
          changes.push({ first, last: first + ids - 1, ...sides });
        }
        // What the exchange has: everything. Its snapshot may lie within a change only where that changes nothing more than once.
        const at = snapshotAt % changes.length;
        const whole = new SlowBook({ lastUpdateId: 0, bids: [], asks: [] }, 1);
        for (const each of changes.slice(0, at)) whole.take(each);
        const taken: BookSnapshot = JSON.parse(whole.text(size.snapshotLevels));
        const [bids, asks] = [taken.bids, taken.asks];
        fc.pre(bids.length > 0 && asks.length > 0);

        const book = new LocalBook(size);
        const slow = new SlowBook(taken, size.snapshotLevels);
        const arrives = at + (arrivesAt % (changes.length - at + 1));
        for (const [index, each] of changes.entries()) {
          if (index === arrives) expect(book.takeSnapshot(taken)).toBeNull();
          book.takeChange(each);
          if (index >= at) slow.take(each);
          if (index < arrives || book.outOfStep !== null) continue;
          expect(book.text()).toBe(slow.text(size.levels));
        }
      },
    ),
    { numRuns: 500 },
  );
});

describeWithRecordings('a real book', () => {
  const feed = depth({ levels: 100 });
  const changeOf = feed.streamed?.by === 'book' ? feed.streamed.changeOf : null;

  async function* frames(): AsyncGenerator<Record<string, unknown>> {
    for (const day of ['20240808', '20240809']) {
      const file = createReadStream(recording(`streams/hft-spot-btcusdt_${day}.ndjson.gz`));
      for await (const line of createInterface({ input: file.pipe(createGunzip()) })) {
        yield JSON.parse(line.slice(line.indexOf(' ') + 1));
      }
    }
  }

  const snapshotIn = (frame: Record<string, unknown>): BookSnapshot => {
    const entry = { symbol: 'BTCUSDT', row: frame, text: JSON.stringify(frame) };
    const stored = feed.valueOf(frame as never, entry, { pairs: ['BTCUSDT'], asOf: 0, uncertainty: 0 });
    expect(stored?.leftOut).toEqual([]);
    return JSON.parse(stored?.value ?? '');
  };

  /** Runs the recording, which has one snapshot of a thousand levels. @param snapshotLevels how many it might have had */
  async function run(snapshotLevels: number) {
    const book = new LocalBook({ levels: 100, snapshotLevels });
    const changes: BookChange[] = [];
    /** The best prices after each update at which the exchange told them. */
    const best = new Map<unknown, unknown>();
    let slow: SlowBook | null = null;
    const seen = { inStep: 0, compared: 0, best: 0, isShort: false };
    for await (const frame of frames()) {
      const { b, a, u } = Object(frame.data) as Record<string, unknown>;
      if (frame.stream === 'btcusdt@bookTicker') best.set(u, [b, a]);
      if (Array.isArray(frame.bids)) {
        const whole = snapshotIn(frame);
        expect(book.takeSnapshot(whole)).toBeNull();
        slow = new SlowBook(whole, snapshotLevels);
        for (const each of changes) if (each.last > whole.lastUpdateId) slow.take(each);
      }
      if (frame.stream !== 'btcusdt@depth@100ms') continue;
      const change = changeOf?.(frame.data, 'BTCUSDT') as BookChange;
      const before = changes.at(-1);
      if (before !== undefined) expect(change.first).toBe(before.last + 1);
      changes.push(change);
      book.takeChange(change);
      slow?.take(change);
      if (slow === null || book.outOfStep !== null) continue;
      seen.inStep++;
      seen.isShort ||= book.isShort;
      const { bids = [], asks = [] } = read(book) ?? {};
      expect(compareDecimals(bids[0]?.[0] ?? '0', asks[0]?.[0] ?? '1')).toBeLessThan(0);
      const told = best.get(change.last);
      if (told !== undefined && !seen.isShort) {
        expect([bids[0]?.[0], asks[0]?.[0]]).toEqual(told);
        seen.best++;
      }
      // To sort whole sides takes long; a level that is wrong stays so.
      if (seen.inStep % 50 > 0) continue;
      expect(book.text()).toBe(slow.text(100));
      seen.compared++;
    }
    return { ...seen, outOfStep: book.outOfStep };
  }

  it('is never crossed, and equals the obvious one and the best prices that the exchange tells beside it', async () => {
    // As if nothing lay beyond the snapshot: so it lasts for the whole recording.
    const { inStep, compared, best, outOfStep } = await run(1001);
    expect(outOfStep).toBeNull();
    expect(inStep).toBeGreaterThan(6400);
    expect(compared).toBeGreaterThan(120);
    expect(best).toBeGreaterThan(500);
  });

  it('is short before the price leaves what the snapshot covered, and out of step when it has', async () => {
    const { inStep, isShort, outOfStep } = await run(1000);
    expect(inStep).toBeGreaterThan(1000);
    expect([isShort, outOfStep]).toEqual([true, 'all bids that were known are gone']);
  });
});
