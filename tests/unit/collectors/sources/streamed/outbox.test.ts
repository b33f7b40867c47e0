import { BEAT_MS } from '../../../../../collectors/sources/streamed/beat.ts';
import { createOutbox } from '../../../../../collectors/sources/streamed/outbox.ts';
import { newPairState, type PairState } from '../../../../../collectors/state/pairState.ts';
import { eventually } from '../../../../eventually.ts';

const pairOf = (code: string): PairState => newPairState({ code, symbol: code.toUpperCase(), key: `spot:{${code}}:x` });

/** Rises once whatever has been going on is done: what begins together knows the same number, however slow the machine is. */
let moment = 0;
function momentNow(): number {
  queueMicrotask(() => {
    moment += 1;
  });
  return moment;
}

/** An outbox of lists, whose writes end when they are told to. */
function open(merge = (waiting: number[], more: number[]) => [...waiting, ...more], options: object = {}) {
  const writes: {
    readonly pair: string;
    readonly item: number[];
    readonly at: number;
    readonly moment: number;
    end(error?: Error): void;
  }[] = [];
  const failures: string[] = [];
  const outbox = createOutbox<number[]>({
    merge,
    write: ({ code }, item) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error === undefined ? resolve() : reject(error));
        writes.push({ pair: code, item, at: performance.now(), moment: momentNow(), end });
      }),
    onFailure: ({ code }, error) => failures.push(`${code}: ${(error as Error).message}`),
    monotonic: () => performance.now(),
    ...options,
  });
  /** Until so many writes have begun. */
  const begun = (count: number) => eventually(() => expect(writes).toHaveLength(count));
  return { outbox, writes, failures, begun };
}

describe('what streams bring', () => {
  it('is written at the next beat, of all pairs together', async () => {
    const { outbox, writes, begun } = open();
    outbox.put(pairOf('btcusdt'), [1]);
    outbox.put(pairOf('ethusdt'), [2]);
    expect(writes).toEqual([]);
    await begun(2);
    expect(writes.map(({ pair, item }) => [pair, item])).toEqual([
      ['btcusdt', [1]],
      ['ethusdt', [2]],
    ]);
    expect(writes[0]?.moment).toBe(writes[1]?.moment);
  });

  it('of several outboxes is written at the same beat', async () => {
    // Where the machine holds us up between the two, they are of different beats.
    const moments = await eventually(async () => {
      const [one, other] = [open(), open()];
      const beat = Math.floor(performance.now() / BEAT_MS);
      one.outbox.put(pairOf('btcusdt'), [1]);
      other.outbox.put(pairOf('btcusdt'), [1]);
      const isOneBeat = Math.floor(performance.now() / BEAT_MS) === beat;
      await Promise.all([one.begun(1), other.begun(1)]);
      return isOneBeat && [one, other].map(({ writes }) => writes[0]?.moment);
    });
    expect(moments[0]).toBe(moments[1]);
  });

  it('waits while the pair is written, and for the second beat from there, and is put together meanwhile', async () => {
    const { outbox, writes, begun } = open();
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    outbox.put(pair, [2]);
    outbox.put(pair, [3]);
    expect(outbox.isIdle(pair)).toBe(false);
    writes[0]?.end();
    await eventually(() => expect(writes).toHaveLength(2));
    expect(writes[1]?.item).toEqual([2, 3]);
    // Each of the two beats may come late, or a moment early.
    expect((writes[1]?.at ?? 0) - (writes[0]?.at ?? 0)).toBeGreaterThan(BEAT_MS - 1);
    writes[1]?.end();
    await eventually(() => expect(outbox.isIdle(pair)).toBe(true));
  });

  it('is written at the next beat where it is hurried, and waits its whole time from there', async () => {
    const { outbox, writes, begun } = open(undefined, { pauseMs: 2_000 });
    const pair = pairOf('btcusdt');
    outbox.hurry(pair, [0]);
    expect(outbox.isIdle(pair)).toBe(true);
    outbox.put(pair, [1]);
    await begun(1);
    writes[0]?.end();
    await eventually(() => expect(outbox.isIdle(pair)).toBe(true));
    outbox.put(pair, [2]);
    outbox.hurry(pair, [3]);
    await begun(2);
    expect(writes[1]?.item).toEqual([2, 3]);
    expect((writes[1]?.at ?? 0) - (writes[0]?.at ?? 0)).toBeLessThan(1_990);
    writes[1]?.end();
    outbox.put(pair, [4]);
    await begun(3);
    expect((writes[2]?.at ?? 0) - (writes[1]?.at ?? 0)).toBeGreaterThanOrEqual(1_994);
    writes[2]?.end();
  });

  it('waits as long as its kind wants, but for what is urgent', async () => {
    const { outbox, writes, begun } = open(undefined, {
      pauseMs: 60_000,
      isUrgent: (item: number[]) => item.includes(7),
    });
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    writes[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    outbox.put(pair, [2]);
    expect(writes).toHaveLength(1);
    outbox.put(pair, [7]);
    expect(writes[1]?.item).toEqual([2, 7]);
    writes[1]?.end();
    await outbox.close();
  });

  it('keeps only what its kind keeps', async () => {
    const { outbox, writes, begun } = open((_waiting, more) => more);
    const pair = pairOf('btcusdt');
    outbox.put(pair, [0]);
    await begun(1);
    for (let each = 1; each <= 50; each++) outbox.put(pair, [each]);
    writes[0]?.end();
    await eventually(() => expect(writes[1]?.item).toEqual([50]));
  });

  it('goes on after a write that has failed, of this pair and of others', async () => {
    const { outbox, writes, failures, begun } = open();
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    outbox.put(pair, [2]);
    writes[0]?.end(new Error('Redis is away'));
    await eventually(() => expect(writes[1]?.item).toEqual([2]));
    expect(failures).toEqual(['btcusdt: Redis is away']);
  });

  it('tells the longest that anything has waited, once, though it is written by then', async () => {
    const { outbox, writes, begun } = open();
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    expect(outbox.takeBacklogMs()).toBeLessThan(1_000);
    outbox.put(pair, [2]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    writes[0]?.end();
    await eventually(() => expect(writes).toHaveLength(2));
    expect(outbox.takeBacklogMs()).toBeGreaterThan(1_050);
    writes[1]?.end();
    await eventually(() => outbox.isIdle(pair));
    expect(outbox.takeBacklogMs()).toBeGreaterThan(1_050);
    expect(outbox.takeBacklogMs()).toBe(0);
  });

  it('is written each 100 ms while it has waited for long, and each 10 ms a while later', async () => {
    const { outbox, writes, begun } = open();
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    outbox.put(pair, [2]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(outbox.takeBacklogMs()).toBeGreaterThan(500);
    writes[0]?.end();
    await eventually(() => expect(writes).toHaveLength(2));
    outbox.put(pair, [3]);
    writes[1]?.end();
    await eventually(() => expect(writes).toHaveLength(3));
    expect((writes[2]?.at ?? 0) - (writes[1]?.at ?? 0)).toBeGreaterThanOrEqual(94);
    writes[2]?.end();
    // A busy machine may hold up one of them.
    await eventually(async () => {
      const before = writes.length;
      outbox.put(pair, [4]);
      await begun(before + 1);
      outbox.put(pair, [5]);
      writes[before]?.end();
      await begun(before + 2);
      writes[before + 1]?.end();
      expect((writes[before + 1]?.at ?? 0) - (writes[before]?.at ?? 0)).toBeLessThan(90);
    });
  });

  it('is written when the outbox closes, at once; what comes later is not', async () => {
    const { outbox, writes, begun } = open();
    const pair = pairOf('btcusdt');
    outbox.put(pair, [1]);
    await begun(1);
    writes[0]?.end();
    await Promise.resolve();
    outbox.put(pair, [2]);
    const closing = outbox.close();
    outbox.put(pair, [3]);
    await eventually(() => expect(writes).toHaveLength(2));
    writes[1]?.end();
    await closing;
    expect(writes.map(({ item }) => item)).toEqual([[1], [2]]);
  });

  it('is not written of a pair that has left', async () => {
    const { outbox, writes } = open();
    const pair = pairOf('btcusdt');
    pair.isRemoved = true;
    outbox.put(pair, [1]);
    await new Promise((resolve) => setTimeout(resolve, 3 * BEAT_MS));
    expect(writes).toEqual([]);
  });
});
