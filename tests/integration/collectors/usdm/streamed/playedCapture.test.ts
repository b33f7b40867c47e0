import { compareDecimals } from '../../../../../model/decimals.ts';
import type { BookSnapshot } from '../../../../../model/localBook.ts';
import { dataKey } from '../../../../../store/redis/keys.ts';
import { readLatest } from '../../../../../store/values/latest.ts';
import { readSeries } from '../../../../../store/values/series.ts';
import { capturedFrames, capturedFutures } from '../../../../capturedFrames.ts';
import { describeWithRecordings } from '../../../../recordings.ts';
import { SlowBook } from '../../../../unit/model/slowBook.ts';
import { missingIn, type OnStreams, openOnStreams, type StoredBook } from '../../streamed/onStreams.ts';

const LASTS_MS = 15_000;
const LOOK_MS = 50;
const LEVELS = 100;

interface Trade {
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}
type Change = Record<'U' | 'u' | 'pu', number> & Record<'b' | 'a', StoredBook['bids']>;
type Best = Readonly<Record<'b' | 'B' | 'a' | 'A', string>>;

const bestOf = (row: Best) => JSON.stringify([row.b, row.B, row.a, row.A]);

describeWithRecordings('collectors on a capture of the real streams of futures', () => {
  let bench: OnStreams;
  /** All books and best prices that were seen stored. */
  const books = new Map<number, StoredBook>();
  const best = new Set<string>();
  const snapshots: BookSnapshot[] = [];
  const changes: Change[] = [];
  const trades: Trade[] = [];
  const told = new Set<string>();

  beforeAll(async () => {
    for await (const frame of capturedFrames([capturedFutures])) {
      if (frame.stream === undefined) snapshots.push(frame as never);
      if (frame.stream === 'btcusdt@depth@0ms') changes.push(frame.data as Change);
      if (frame.stream === 'btcusdt@trade') trades.push(frame.data as Trade);
      if (frame.stream === 'btcusdt@bookTicker') told.add(bestOf(frame.data as Best));
    }
    const config = { feeds: { depth: { levels: LEVELS } } };
    bench = await openOnStreams(['btcusdt'], config, { framesUsdm: [capturedFutures] }, 'usdm');
    const collectors = ['usdm-trades', 'usdm-depth', 'usdm-book-ticker'];
    await bench.start([...collectors, 'usdm-pair-info']);
    await bench.fresh(collectors);
    for (const end = performance.now() + LASTS_MS; performance.now() < end; ) {
      const { book, isOutOfStep } = await bench.depth('btcusdt');
      expect(isOutOfStep).toBe(false);
      if (book !== null) books.set(book.lastUpdateId, book);
      const { value } = await readLatest(bench.store, dataKey('usdm', 'btcusdt', 'book-ticker'));
      const { bidPrice, bidQty, askPrice, askQty } = JSON.parse(value ?? '{}');
      best.add(bestOf({ b: bidPrice, B: bidQty, a: askPrice, A: askQty }));
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  });
  afterAll(() => bench.close());

  it('each stored book is the one that the capture makes, each change by the one before it, and is never crossed', () => {
    const [whole] = snapshots;
    if (whole === undefined) throw new Error('the capture has no snapshot');
    const slow = new SlowBook(whole, whole.bids.length);
    let compared = 0;
    let before = 0;
    for (const { U: first, u: last, pu: previous, b: bids, a: asks } of changes) {
      if (last <= whole.lastUpdateId) continue;
      if (before !== 0) expect(previous).toBe(before);
      before = last;
      slow.take({ first, last, bids, asks });
      const book = books.get(last);
      if (book === undefined) continue;
      expect(JSON.stringify({ lastUpdateId: book.lastUpdateId, bids: book.bids, asks: book.asks })).toBe(
        slow.text(LEVELS),
      );
      expect(compareDecimals(book.bids[0]?.[0] ?? '0', book.asks[0]?.[0] ?? '0')).toBeLessThan(0);
      compared++;
    }
    expect(compared).toBe(books.size);
    expect(compared).toBeGreaterThan(LASTS_MS / 1000);
  });

  it('trades are the captured ones, all of them', async () => {
    const { rows } = await readSeries(bench.store, dataKey('usdm', 'btcusdt', 'trades'), { offset: 0 }, 30_000);
    const stored = rows.toReversed().map((row) => JSON.parse(row) as [number, string, string, number, number, number]);
    const ids = stored.map(([id]) => id);
    expect(missingIn(ids)).toBe(0);
    expect(ids[0]).toBe(trades[0]?.t);
    const movedBy = (stored[0]?.[5] ?? 0) - (trades[0]?.T ?? 0);
    const asStored = trades.slice(0, ids.length).map(({ t, p, q, T, m }) => [t, p, q, t, t, T + movedBy, m, q]);
    expect(stored).toEqual(asStored);
    expect(ids.length).toBeGreaterThan(100);
  });

  it('best prices are captured ones', () => {
    expect([...best].filter((value) => !told.has(value))).toEqual([]);
    expect(best.size).toBeGreaterThan(LASTS_MS / 1000);
  });
});
