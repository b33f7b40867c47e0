import { depth } from '../../../../../exchanges/binance/usdm/feeds/depth.ts';
import { type BookSnapshot, LocalBook } from '../../../../../model/localBook.ts';
import type { BookChange } from '../../../../../model/streamed.ts';
import { capturedFrames, capturedFutures } from '../../../../capturedFrames.ts';
import { describeWithRecordings } from '../../../../recordings.ts';

const LEVELS = 100;
const feed = depth({ levels: LEVELS });
const streamed = feed.streamed?.by === 'book' ? feed.streamed : null;

/** A side in the most obvious way: all levels, sorted when they are read. Prices of BTCUSDT are exact as numbers. */
class PlainSide {
  readonly #levels = new Map<number, readonly [price: string, quantity: string]>();
  readonly #sign: 1 | -1;

  constructor(levels: BookSnapshot['bids'], sign: 1 | -1) {
    this.#sign = sign;
    for (const [price, quantity] of levels) this.set([[price, quantity]]);
  }

  set(changes: BookChange['bids']): void {
    for (const [price, quantity] of changes) {
      const rank = this.#sign * Number(price);
      if (Number(quantity) === 0) this.#levels.delete(rank);
      else this.#levels.set(rank, [price, quantity]);
    }
  }

  best() {
    const ranks = Float64Array.from(this.#levels.keys()).sort().subarray(0, LEVELS);
    return Array.from(ranks, (rank) => this.#levels.get(rank));
  }
}

/** As if nothing lay beyond the snapshot's thousand levels: so the book lasts for the whole recording, in which the price leaves them. */
const SNAPSHOT_LEVELS = 100_000;

interface Played {
  /** Changes that came while the book was in step. */
  inStep: number;
  /** After how many of these it was the plain one. */
  equal: number;
  crossed: number;
  /** Changes whose first number does not follow the last one of the change before. */
  apart: number;
  readonly lost: string[];
}

/** Plays the capture, which has one snapshot of a thousand levels. @param leaveOut whether a change, counted from the snapshot on, does not come */
async function play(leaveOut: (count: number) => boolean): Promise<Played> {
  const book = new LocalBook({ levels: LEVELS, snapshotLevels: SNAPSHOT_LEVELS });
  const played: Played = { inStep: 0, equal: 0, crossed: 0, apart: 0, lost: [] };
  let plain: { readonly bids: PlainSide; readonly asks: PlainSide } | null = null;
  let before: BookChange | null = null;
  let kept: BookChange[] = [];
  let count = 0;
  const take = (change: BookChange) => {
    plain?.bids.set(change.bids);
    plain?.asks.set(change.asks);
  };
  for await (const frame of capturedFrames([capturedFutures])) {
    if (Array.isArray(frame.bids)) {
      const entry = { symbol: 'BTCUSDT', row: frame, text: JSON.stringify(frame) };
      const whole: BookSnapshot = JSON.parse(streamed?.wholeOf?.(frame, entry).value ?? '');
      expect([whole.bids.length, whole.asks.length]).toEqual([1000, 1000]);
      expect(book.takeSnapshot(whole)).toBeNull();
      plain = { bids: new PlainSide(whole.bids, -1), asks: new PlainSide(whole.asks, 1) };
      // Binance's own rule: what ends before the snapshot is dropped.
      for (const change of kept) if (change.last >= whole.lastUpdateId) take(change);
      kept = [];
    }
    if (!String(frame.stream).startsWith('btcusdt@depth')) continue;
    const change = streamed?.changeOf(frame.data, 'BTCUSDT') as BookChange;
    if (before !== null && change.first !== before.last + 1) played.apart++;
    before = change;
    if (plain === null) kept.push(change);
    else if (leaveOut(count++)) continue;
    else take(change);
    const wasInStep = book.outOfStep === null;
    book.takeChange(change);
    if (wasInStep && book.outOfStep !== null) played.lost.push(book.outOfStep);
    if (plain === null || book.outOfStep !== null) continue;
    played.inStep++;
    const { lastUpdateId, bids, asks }: BookSnapshot = JSON.parse(book.text() ?? '');
    if (Number(bids[0]?.[0]) >= Number(asks[0]?.[0])) played.crossed++;
    const told = JSON.stringify([lastUpdateId, bids, asks]);
    if (told === JSON.stringify([change.last, plain.bids.best(), plain.asks.best()])) played.equal++;
  }
  return played;
}

describeWithRecordings("a real book of futures, each change told by the one before it ('pu')", () => {
  it('equals the plain one after each change, and is never crossed', async () => {
    const { inStep, equal, crossed, apart, lost } = await play(() => false);
    expect(lost).toEqual([]);
    expect(inStep).toBeGreaterThan(6_000);
    expect(equal).toBe(inStep);
    expect(crossed).toBe(0);
    // Their own numbers would not do: those of other contracts lie between.
    expect(apart).toBeGreaterThan(6_000);
  });

  it('is out of step as soon as one change is missing', async () => {
    const { inStep, equal, lost } = await play((count) => count === 1_000);
    expect(inStep).toBeGreaterThan(990);
    expect(inStep).toBeLessThanOrEqual(1_001);
    expect(equal).toBe(inStep);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatch(/^the updates from \d+ to \d+ are missing$/);
  });
});
