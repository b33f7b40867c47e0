import { depth } from '../../../exchanges/binance/spot/feeds/depth.ts';
import { compareDecimals } from '../../../model/decimals.ts';
import { type BookSnapshot, LocalBook } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';
import { capturedFrames } from '../../capturedFrames.ts';
import { describeWithRecordings } from '../../recordings.ts';
import { SlowBook } from './slowBook.ts';

describeWithRecordings('a real book', () => {
  const feed = depth({ levels: 100 });
  const changeOf = feed.streamed?.by === 'book' ? feed.streamed.changeOf : null;

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
    for await (const frame of capturedFrames()) {
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
      if (slow === null) continue;
      slow.take(change);
      // Without another snapshot it stays so.
      if (book.outOfStep !== null) break;
      seen.inStep++;
      seen.isShort ||= book.isShort;
      const { bids, asks }: BookSnapshot = JSON.parse(book.text() ?? '');
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
