import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '../../../analysis/snapshot.ts';
import { PYTHON, pythonHas } from '../../../scripts/setup/python.js';
import { AT, fullParts, tradesOf } from '../../analysis/fullParts.ts';

/** The programs of `examples/analysis/`, with files of snapshots. */

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
  // A minute apart, and the second one holds the trades of the first one again.
  const trades = tradesOf([
    ...(Array(4).fill(['10.51', '0.1', false]) as [string, string, boolean][]),
    ['10.4', '2', true],
  ]);
  save('first.json', { ...fullParts, trades: { ...trades, rows: trades.rows.slice(0, 4) } }, AT);
  save('second.json', { ...fullParts, trades }, AT + MINUTE_MS);
});
afterEach(() => rmSync(folder, { recursive: true }));

function save(
  file: string,
  parts: Snapshot['parts'],
  at: number,
  more: Partial<Record<keyof Snapshot, unknown>> = {},
): void {
  const snapshot: Snapshot = {
    ...{ version: SNAPSHOT_VERSION, market: 'spot', code: 'btcusdt', at, source: 'simulator', skewMs: 0, missing: [] },
    ...{ figures: figuresOf(parts, at), parts },
  };
  writeFileSync(join(folder, file), JSON.stringify({ ...snapshot, ...more }));
}

const run = (program: string, file: string, ...args: string[]) =>
  spawnSync(program, [`examples/analysis/${file}`, folder, ...args], { encoding: 'utf8' });

const inPython = pythonHas('pandas')
  ? { testIt: test, note: '' }
  : { testIt: test.skip, note: ' (skipped: python3-pandas is not installed)' };
const programs = [
  { file: 'spread.py', program: PYTHON, ...inPython },
  { file: 'trades.mjs', program: process.execPath, testIt: test, note: '' },
  { file: 'candles.mjs', program: process.execPath, testIt: test, note: '' },
];

inPython.testIt(`spread.py shows spread and imbalance over time, and trades${inPython.note}`, () => {
  const { stdout, stderr } = run(PYTHON, 'spread.py', 'spot', 'btcusdt');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ +spread\.mid +spread\.basisPoints .* imbalance\n/);
  expect(stdout).toMatch(/^2026-01-31 00:02:00\+00:00 +10\.5 +19\.047619 /m);
  expect(stdout).toMatch(/^2 snapshots, spread 19\.0476 bp in the mean$/m);
  expect(stdout).toMatch(/^The last 5 trades of the newest snapshot:$/m);
  expect(stdout).toMatch(/^buy +4 +0\.4$/m);
  expect(stdout).toMatch(/^sell +1 +2\.0$/m);
});

test('trades.mjs puts trades together, each once', () => {
  const { stdout, stderr } = run(process.execPath, 'trades.mjs', 'spot', 'btcusdt');
  expect(stderr).toBe('');
  expect(stdout).toContain('2026-01-31 00:02:00, 19.04761905, ');
  expect(stdout).toMatch(/^2026-01-31 00:00:00, 5, 0\.40*, 2\.0*$/m);
  expect(stdout).toMatch(/^5, 7, 11, 2\.40*$/m);
});

test('candles.mjs draws candles, and a figure over time', () => {
  const { stdout, stderr } = run(process.execPath, 'candles.mjs', 'spot', 'btcusdt', 'candles.60.average10');
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(24 + 1 + 2);
  expect(lines[0]).toMatch(/^2026-01-30 01:00 \|.*=+.*\| 177$/);
  expect(lines[23]).toMatch(/^2026-01-31 00:00 \|.*=+.*\| 200 forming$/);
  expect(lines[24]).toBe('averages of closes: 194.5 (10 hours), 189.5 (20 hours); trend: up');
  expect(lines[26]).toBe('2026-01-31 00:02 candles.60.average10 194.5');
});

test('candles.mjs tells a candle that forms from one that is over and not confirmed', () => {
  save('third.json', fullParts, AT + 60 * MINUTE_MS);
  const { stdout } = run(process.execPath, 'candles.mjs', 'spot', 'btcusdt');
  expect(stdout.split('\n')[23]).toMatch(/^2026-01-31 00:00 \|.*\| 200 not confirmed$/);
});

describe.each(programs)('$file$note', ({ file, program, testIt }) => {
  testIt('leaves out snapshots of other versions, markets and pairs', () => {
    const { stdout: before } = run(program, file, 'spot', 'btcusdt');
    save('other.json', fullParts, AT + 2 * MINUTE_MS, { code: 'ethusdt' });
    save('future.json', fullParts, AT + 3 * MINUTE_MS, { market: 'usdm' });
    save('later.json', fullParts, AT + 2 * MINUTE_MS, { version: 2 });
    expect(run(program, file, 'spot', 'btcusdt')).toMatchObject({ stdout: before, status: 0 });
  });

  testIt('says which file cannot be read, and reads the others', () => {
    const { stdout: before } = run(program, file, 'spot', 'btcusdt');
    writeFileSync(join(folder, 'half.json'), '{"version":1,"code":"btcusdt","at":');
    const { status, stdout, stderr } = run(program, file, 'spot', 'btcusdt');
    expect(stderr).toContain('half.json');
    expect([status, stdout]).toEqual([0, before]);
  });

  testIt.each([
    ['a pair that none is of', ['spot', 'ethusdt'], /there is no snapshot of spot ethusdt in /],
    ['a market that none is of', ['usdm', 'btcusdt'], /there is no snapshot of usdm btcusdt in /],
    ['too few arguments', ['btcusdt'], /^usage: .*data\/snapshots spot btcusdt/],
  ])('says what is wrong: %s', (_name, args, said) => {
    const { status, stdout, stderr } = run(program, file, ...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(said)]);
  });
});
