import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import type { Parts, Snapshot } from '../../../analysis/snapshot.ts';
import { compareTable } from '../../../scripts/snapshot/compareTable.ts';
import { saveSnapshot } from '../../../scripts/snapshot/saveSnapshot.ts';
import { untilNext } from '../../../scripts/snapshot/takeSnapshots.ts';

const none: Parts = {
  ...{ price: null, 'book-ticker': null, depth: null, trades: null, 'high-low': null, 'avg-price': null },
  klines: { '60': null, '1440': null },
};

const priced = (price: string | null, at: number): Snapshot => {
  const parts = price === null ? none : { ...none, price: { asOf: at, value: { symbol: 'BTCUSDT', price } } };
  const rest = { version: 1, market: 'spot', code: 'btcusdt', source: 'binance', skewMs: null, missing: [] } as const;
  return { ...rest, at, parts, figures: figuresOf(parts, at) };
};

const AT = Date.UTC(2026, 10, 27);

describe('the table of what has changed', () => {
  it('names figures that differ, and only these', () => {
    const lines = compareTable(priced('100', AT), priced('101.5', AT + 1500));
    expect(lines[0]).toBe('a: spot btcusdt at 2026-11-27T00:00:00.000Z, from binance');
    expect(lines[1]).toMatch(/, 1\.5 s after a$/);
    expect(lines.slice(3, 5)).toEqual([
      'figure        a      b  change     %  unit',
      'price.last  100  101.5    +1.5  +1.5  quote asset',
    ]);
    expect(lines.at(-1)).toMatch(/^1 of \d+ figures have changed, \d+ have not\.$/);
  });

  it('shows what is there in one of them alone', () => {
    expect(compareTable(priced(null, AT), priced('1', AT))).toContainEqual(
      expect.stringMatching(/^price\.last +– +1 +quote asset$/),
    );
  });

  it('says that nothing has changed, and that two pairs are compared', () => {
    const one = priced('1', AT);
    expect(compareTable(one, one).at(-1)).toMatch(/^0 of /);
    expect(compareTable(one, { ...one, code: 'ethusdt' })).toContain('They are of two pairs.');
  });
});

it('one of a millisecond of which there is one already names no option that snapshot does not have', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  try {
    await saveSnapshot(folder, priced('1', AT));
    const again = saveSnapshot(folder, priced('2', AT));
    await expect(again).rejects.toThrow(/exists: another process has saved one of the same millisecond; try again$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('the next one is due at a whole multiple of the seconds', async () => {
  const never = new AbortController();
  const began = performance.now();
  const passed = () => performance.now() - began;
  expect(await untilNext(60, never.signal, () => AT + 59_900 + passed())).toBe(true);
  expect(passed()).toBeGreaterThanOrEqual(100);
});

it('a timer that ends before the moment, as the clock was set, does not make two of it', async () => {
  const began = performance.now();
  const slow = () => AT + 59_900 + (performance.now() - began) * 0.8;
  expect(await untilNext(60, new AbortController().signal, slow)).toBe(true);
  expect(slow()).toBeGreaterThanOrEqual(AT + 60_000);
});

it('Ctrl-C ends the wait', async () => {
  const stop = new AbortController();
  const waiting = untilNext(3600, stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
});
