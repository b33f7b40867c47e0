import { newPairState, type PairState } from '../../../../collectors/state/pairState.ts';
import { ExchangeError } from '../../../../exchanges/errors.ts';
import { createSnapshots } from '../../../../gateway/books/snapshots.ts';
import { NotSent } from '../../../../gateway/gate.ts';
import { eventually } from '../../../eventually.ts';

const pairOf = (code: string): PairState => newPairState({ code, symbol: code.toUpperCase(), key: `spot:{${code}}:x` });

function open(busyness: Readonly<Record<string, number>> = {}) {
  const asked: { readonly code: string; readonly at: number; end(error?: Error): void }[] = [];
  const failures: string[] = [];
  const snapshots = createSnapshots<PairState>({
    ask: ({ code }) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error === undefined ? resolve(false) : reject(error));
        asked.push({ code, at: performance.now(), end });
      }),
    busyness: ({ code }) => busyness[code] ?? 0,
    onFailure: ({ code }) => failures.push(code),
    monotonic: () => performance.now(),
  });
  const codes = () => asked.map(({ code }) => code);
  return { snapshots, asked, codes, failures };
}

describe('snapshots of books', () => {
  it('are asked for four at a time, those of busy pairs first, each once', async () => {
    const { snapshots, asked, codes } = open({ e: 1, f: 3, g: 2 });
    for (const code of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) snapshots.want(pairOf(code));
    expect(codes()).toEqual(['a', 'b', 'c', 'd']);
    asked[0]?.end();
    await eventually(() => expect(codes()).toEqual(['a', 'b', 'c', 'd', 'f']));
    asked[1]?.end();
    asked[2]?.end();
    await eventually(() => expect(codes().slice(5)).toEqual(['g', 'e']));
    for (const { end } of asked) end();
    await snapshots.close();
    expect(asked).toHaveLength(7);
  });

  it('are not asked for a second time while one is under way, however often that is wanted', async () => {
    const { snapshots, asked, codes } = open();
    const pair = pairOf('a');
    for (let each = 0; each < 5; each++) snapshots.want(pair);
    asked[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(codes()).toEqual(['a']);
    await snapshots.close();
  });

  it('wait while the budget is spent, which is no failure', async () => {
    const { snapshots, asked, codes, failures } = open();
    snapshots.want(pairOf('a'));
    asked[0]?.end(new NotSent('throttled', 'the weight of this minute is spent'));
    await eventually(() => expect(codes()).toEqual(['a', 'a']));
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(450);
    expect(failures).toEqual([]);
    asked[1]?.end();
    await snapshots.close();
  });

  it('are asked for later each time by a book that loses its step again and again', async () => {
    const { snapshots, asked } = open();
    const pair = pairOf('a');
    for (let count = 1; count <= 6; count += 1) {
      snapshots.want(pair);
      await eventually(() => expect(asked).toHaveLength(count));
      asked[count - 1]?.end();
      await new Promise(setImmediate);
    }
    const waits = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
    for (const [index, least] of [0, 0, 250, 500, 1_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
    }
    expect(waits[1]).toBeLessThan(200);
    await snapshots.close();
  });

  it('are asked for again where the request has failed, and hold up no other pair meanwhile', async () => {
    const { snapshots, asked, codes, failures } = open();
    snapshots.want(pairOf('a'));
    asked[0]?.end(new ExchangeError('timeout', 'depth: no answer', { path: 'depth' }));
    snapshots.want(pairOf('b'));
    await eventually(() => expect(codes().filter((code) => code === 'a')).toHaveLength(2));
    expect(codes()).toContain('b');
    expect(failures).toEqual(['a']);
    for (const { end } of asked) end();
    await snapshots.close();
  });

  it('are not asked for once the pair has left, or they are closed', async () => {
    const { snapshots, asked, codes } = open();
    const left = pairOf('e');
    for (const code of ['a', 'b', 'c', 'd']) snapshots.want(pairOf(code));
    snapshots.want(left);
    left.isRemoved = true;
    snapshots.want(pairOf('f'));
    asked[0]?.end();
    await eventually(() => expect(codes()).toEqual(['a', 'b', 'c', 'd', 'f']));
    snapshots.want(pairOf('g'));
    const closing = snapshots.close();
    for (const { end } of asked) end();
    await closing;
    expect(codes()).not.toContain('g');
  });
});
