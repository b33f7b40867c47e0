import { compareDecimals } from '../../../../model/decimals.ts';
import type { BookSnapshot } from '../../../../model/localBook.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { capturedFiles, capturedFrames, capturedFutures } from '../../../capturedFrames.ts';
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
type Change = Record<'U' | 'u', number> & Record<'b' | 'a', StoredBook['bids']> & { readonly pu?: number };
type Best = Readonly<Record<'s' | 'b' | 'B' | 'a' | 'A', string>>;
type StoredBest = Readonly<Record<'bidPrice' | 'bidQty' | 'askPrice' | 'askQty', string>>;

/** What is different between the markets. */
const captures = [
  {
    market: 'spot',
    files: capturedFiles,
    options: { frames: capturedFiles },
    changes: 'btcusdt@depth@100ms',
    collectors: ['trades', 'depth', 'book-ticker'],
    listings: 'pair-info',
    feeds: { trades: { source: 'trades' } },
    /** A stored book and best prices, as far as the capture tells them: all of it. */
    bookIn: (book: StoredBook): object => book,
    told: ({ s: symbol, b: bidPrice, B: bidQty, a: askPrice, A: askQty }: Best): object => ({
      ...{ symbol, bidPrice, bidQty, askPrice, askQty },
    }),
    bestIn: (best: StoredBest): object => best,
    /** What follows the fields that trades of all markets have. */
    moreOf: (_trade: Trade): unknown[] => [],
  },
  {
    market: 'usdm',
    files: [capturedFutures],
    options: { framesUsdm: [capturedFutures] },
    changes: 'btcusdt@depth@0ms',
    collectors: ['usdm-trades', 'usdm-depth', 'usdm-book-ticker'],
    listings: 'usdm-pair-info',
    feeds: {},
    // Books and best prices have times besides, which are moved.
    bookIn: ({ lastUpdateId, bids, asks }: StoredBook): object => ({ lastUpdateId, bids, asks }),
    told: ({ b: bidPrice, B: bidQty, a: askPrice, A: askQty }: Best): object => ({
      ...{ bidPrice, bidQty, askPrice, askQty },
    }),
    bestIn: ({ bidPrice, bidQty, askPrice, askQty }: StoredBest): object => ({ bidPrice, bidQty, askPrice, askQty }),
    moreOf: ({ q }: Trade): unknown[] => [q],
  },
] as const;

describe.each(captures)('$market', ({ market, files, options, collectors, listings, feeds, ...of }) => {
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
      for await (const frame of capturedFrames(files)) {
        if (frame.stream === undefined) snapshots.push(frame as never);
        if (frame.stream === of.changes) changes.push(frame.data as Change);
        if (frame.stream === 'btcusdt@trade') trades.push(frame.data as Trade);
        if (frame.stream === 'btcusdt@bookTicker') told.add(JSON.stringify(of.told(frame.data as Best)));
      }
      // All that comes is kept.
      const config = { feeds: { ...feeds, depth: { levels: LEVELS } }, retention: { trades: 20_000 } };
      bench = await openOnStreams(['btcusdt'], config, options, market);
      await bench.start([...collectors, listings]);
      await bench.fresh(collectors);
      // Longer where a busy machine lets us look seldom.
      const isSeen = () => books.size > LEAST_SEEN && best.size > LEAST_SEEN;
      for (const end = performance.now() + LASTS_MS; performance.now() < end || !isSeen(); ) {
        const { book, isOutOfStep } = await bench.depth('btcusdt');
        expect(isOutOfStep).toBe(false);
        if (book !== null) books.set(book.lastUpdateId, book);
        const { value } = await readLatest(bench.store, dataKey(market, 'btcusdt', 'book-ticker'));
        best.add(JSON.stringify(of.bestIn(JSON.parse(value ?? '{}'))));
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    });
    afterAll(() => bench.close());

    it('each stored book is the one that the capture makes, and is never crossed', () => {
      const [whole] = snapshots;
      if (whole === undefined) throw new Error('the capture has no snapshot');
      const slow = new SlowBook(whole, whole.bids.length);
      let compared = 0;
      let before: number | undefined;
      for (const { U: first, u: last, pu: previous, b: bids, a: asks } of changes) {
        if (last <= whole.lastUpdateId) continue;
        // Futures name the change before.
        if (market === 'usdm' && before !== undefined) expect(previous).toBe(before);
        before = last;
        slow.take({ first, last, bids, asks });
        const book = books.get(last);
        if (book === undefined) continue;
        expect(JSON.stringify(of.bookIn(book))).toBe(slow.text(LEVELS));
        expect(compareDecimals(book.bids[0]?.[0] ?? '0', book.asks[0]?.[0] ?? '0')).toBeLessThan(0);
        compared++;
      }
      expect(compared).toBe(books.size);
      expect(compared).toBeGreaterThan(LEAST_SEEN);
    });

    it('trades are the captured ones, all of them', async () => {
      const { rows } = await readSeries(bench.store, dataKey(market, 'btcusdt', 'trades'), { offset: 0 }, 30_000);
      const stored = rows.toReversed();
      const ids = stored.map((row) => (JSON.parse(row) as [number])[0]);
      expect(missingIn(ids)).toBe(0);
      expect(ids[0]).toBe(trades[0]?.t);
      const movedBy = (JSON.parse(stored[0] ?? '[]') as number[])[5] ?? 0;
      const asStored = trades.slice(0, ids.length).map((trade) => {
        const { t, p, q, T, m } = trade;
        return JSON.stringify([t, p, q, t, t, T + movedBy - (trades[0]?.T ?? 0), m, ...of.moreOf(trade)]);
      });
      expect(stored).toEqual(asStored);
      expect(ids.length).toBeGreaterThan(100);
    });

    it('best prices are captured ones', () => {
      expect([...best].filter((value) => !told.has(value))).toEqual([]);
      expect(best.size).toBeGreaterThan(LEAST_SEEN);
    });
  });
});
