import { compareDecimals } from '../../../../model/decimals.ts';
import type { BookSnapshot } from '../../../../model/localBook.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { capturedFiles, capturedFrames } from '../../../capturedFrames.ts';
import { describeWithRecordings } from '../../../recordings.ts';
import { SlowBook } from '../../../unit/model/slowBook.ts';
import { missingIn, type OnStreams, openOnStreams, type StoredBook } from './onStreams.ts';

const LASTS_MS = 15_000;
const LOOK_MS = 50;
/** Of books and of best prices; a book is sent each 100 ms. */
const LEAST_SEEN = 15;
const LEVELS = 100;

interface Trade {
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}
type Change = Record<'U' | 'u', number> & Record<'b' | 'a', StoredBook['bids']>;
type Best = Readonly<Record<'s' | 'b' | 'B' | 'a' | 'A', string>>;

describeWithRecordings('collectors on a capture of the real streams', () => {
  let bench: OnStreams;
  /** All books and best prices that were seen stored. */
  const books = new Map<number, StoredBook>();
  const best = new Set<string>();
  const snapshots: BookSnapshot[] = [];
  const changes: Change[] = [];
  const trades: Trade[] = [];
  const told = new Set<string>();

  beforeAll(async () => {
    for await (const frame of capturedFrames()) {
      if (frame.stream === undefined) snapshots.push(frame as never);
      if (frame.stream === 'btcusdt@depth@100ms') changes.push(frame.data as Change);
      if (frame.stream === 'btcusdt@trade') trades.push(frame.data as Trade);
      if (frame.stream !== 'btcusdt@bookTicker') continue;
      const { s: symbol, b: bidPrice, B: bidQty, a: askPrice, A: askQty } = frame.data as Best;
      told.add(JSON.stringify({ symbol, bidPrice, bidQty, askPrice, askQty }));
    }
    const feeds = { trades: { source: 'trades' }, depth: { levels: LEVELS } };
    // All that comes is kept.
    const config = { feeds, retention: { trades: 20_000 } };
    bench = await openOnStreams(['btcusdt'], config, { frames: capturedFiles });
    const collectors = ['trades', 'depth', 'book-ticker'];
    await bench.start([...collectors, 'pair-info']);
    await bench.fresh(collectors);
    // Longer where a busy machine lets us look seldom.
    const isSeen = () => books.size > LEAST_SEEN && best.size > LEAST_SEEN;
    for (const end = performance.now() + LASTS_MS; performance.now() < end || !isSeen(); ) {
      const { book, isOutOfStep } = await bench.depth('btcusdt');
      expect(isOutOfStep).toBe(false);
      if (book !== null) books.set(book.lastUpdateId, book);
      const { value } = await readLatest(bench.store, dataKey('spot', 'btcusdt', 'book-ticker'));
      best.add(value ?? '');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  });
  afterAll(() => bench.close());

  it('each stored book is the one that the capture makes, and is never crossed', () => {
    const [whole] = snapshots;
    if (whole === undefined) throw new Error('the capture has no snapshot');
    const slow = new SlowBook(whole, whole.bids.length);
    let compared = 0;
    for (const { U: first, u: last, b: bids, a: asks } of changes) {
      if (last <= whole.lastUpdateId) continue;
      slow.take({ first, last, bids, asks });
      const book = books.get(last);
      if (book === undefined) continue;
      expect(JSON.stringify(book)).toBe(slow.text(LEVELS));
      expect(compareDecimals(book.bids[0]?.[0] ?? '0', book.asks[0]?.[0] ?? '0')).toBeLessThan(0);
      compared++;
    }
    expect(compared).toBe(books.size);
    expect(compared).toBeGreaterThan(LEAST_SEEN);
  });

  it('trades are the captured ones, all of them', async () => {
    const { rows } = await readSeries(bench.store, dataKey('spot', 'btcusdt', 'trades'), { offset: 0 }, 30_000);
    const stored = rows.toReversed();
    const ids = stored.map((row) => (JSON.parse(row) as [number])[0]);
    expect(missingIn(ids)).toBe(0);
    expect(ids[0]).toBe(trades[0]?.t);
    const movedBy = (JSON.parse(stored[0] ?? '[]') as number[])[5] ?? 0;
    const asStored = trades
      .slice(0, ids.length)
      .map(({ t, p, q, T, m }) => JSON.stringify([t, p, q, t, t, T + movedBy - (trades[0]?.T ?? 0), m]));
    expect(stored).toEqual(asStored);
    expect(ids.length).toBeGreaterThan(100);
  });

  it('best prices are captured ones', () => {
    expect([...best].filter((value) => !told.has(value))).toEqual([]);
    expect(best.size).toBeGreaterThan(LEAST_SEEN);
  });
});
