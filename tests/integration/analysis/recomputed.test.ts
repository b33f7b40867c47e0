import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import type { Figures } from '../../../analysis/snapshot.ts';
import { PYTHON } from '../../../scripts/setup/python.js';
import { anyParts, type PartsAt, spoiltParts } from '../../analysis/anyParts.ts';
import { AT, fullParts } from '../../analysis/fullParts.ts';
import { recordedPairs, recordedParts } from '../../analysis/recordedParts.ts';
import { describeWithRecordings } from '../../recordings.ts';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'recomputed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the program of Python says of these snapshots. @param changed what stands in them in place of the figures */
function recompute(all: readonly PartsAt[], changed = (figures: Figures): unknown => figures): string {
  const file = join(folder, 'snapshots.ndjson');
  const lines = all.map(({ parts, at }) => JSON.stringify({ at, figures: changed(figuresOf(parts, at)), parts }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { stdout, stderr } = spawnSync(PYTHON, ['tests/analysis/recompute.py', file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return (stdout + stderr).slice(-5000);
}

const full = { parts: fullParts, at: AT };

it('whatever the parts hold, Python makes the same figures of them', () => {
  const said = recompute(fc.sample(anyParts, 400));
  expect(said).toMatch(/^400 snapshots, \d+ figures, \d+ of them not null, 0 unequal\n$/);
});

it('and finds the same unsaid where a field is spoilt', () => {
  expect(recompute([full, ...fc.sample(spoiltParts, 400)])).toMatch(/^401 snapshots, .* 0 unequal\n$/);
});

it('makes all figures where all can be said, and says which is not equal', () => {
  expect(recompute([full])).toMatch(/^1 snapshots, (\d+) figures, \1 of them not null, 0 unequal\n$/);
  const other = (figures: Figures): unknown => ({ ...figures, price: { ...figures.price, last: '10.51' } });
  expect(recompute([full], other)).toMatch(
    /^.*: 1: price\.last: '10\.51' instead of '10\.5'\n1 snapshots, .* 1 unequal\n$/,
  );
});

describeWithRecordings('with what Binance sent', () => {
  it('makes the same figures of a book, trades and candles', async () => {
    const all: PartsAt[] = [];
    for await (const each of recordedParts(500)) all.push(each);
    expect(all.length).toBeGreaterThan(150);
    expect(recompute(all)).toMatch(new RegExp(`^${all.length} snapshots, .* 0 unequal\n$`));
  });

  it('makes the same figures of every pair of spot', () => {
    const all = recordedPairs();
    expect(all.length).toBeGreaterThan(2000);
    expect(recompute(all)).toMatch(new RegExp(`^${all.length} snapshots, .* 0 unequal\n$`));
  });
});
