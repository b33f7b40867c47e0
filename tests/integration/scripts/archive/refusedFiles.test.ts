import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addChecksum, candleLines, MINUTE, newFolder, packZip, readAll, storedOf, textOf } from './packs.ts';

const AUGUST = Date.UTC(2024, 7, 1);
const NAME = 'BTCUSDT-1m-2024-08-01.zip';
const text = textOf(candleLines(AUGUST, 300));

/** What is done to a right file, or instead of it, and why it is refused then. */
const faults: readonly [string, (path: string) => void, string][] = [
  [
    'another checksum',
    (path) => writeFileSync(`${path}.CHECKSUM`, `${'0'.repeat(64)}  ${NAME}\n`),
    'not what its checksum',
  ],
  ['a checksum of another file', (path) => addChecksum(path, 'ETHUSDT-1m-2024-08-01.zip'), 'is of another file'],
  ['a checksum that is none', (path) => writeFileSync(`${path}.CHECKSUM`, '<html>404'), 'no line of sha256sum'],
  [
    'another pair’s file in it',
    (path) => packZip(path, text, { names: ['ETHUSDT-1m-2024-08-01.csv'] }),
    'it holds "ETHUSDT',
  ],
  [
    'a path that leaves the folder',
    (path) => packZip(path, text, { names: ['../BTCUSDT-1m-2024-08-01.csv'] }),
    'invalid relative path',
  ],
  [
    'several files',
    (path) => packZip(path, text, { names: ['BTCUSDT-1m-2024-08-01.csv', 'b.csv'] }),
    'it holds 2 files',
  ],
  ['no file', (path) => packZip(path, text, { names: [] }), 'it holds 0 files'],
  ['half of it', (path) => writeFileSync(path, readFileSync(path).subarray(0, 2000)), 'it cannot be read'],
  ['nothing', (path) => writeFileSync(path, ''), 'it cannot be read'],
  ['a web page', (path) => writeFileSync(path, '<html>404</html>'.repeat(100)), 'it cannot be read'],
  ['no rows', (path) => packZip(path, ''), 'it holds no rows'],
  [
    'other columns',
    (path) => packZip(path, `id,price,qty,quote_qty,time,is_buyer_maker\n${text}`),
    'names other columns',
  ],
  ['rows of another length', (path) => packZip(path, textOf(candleLines(AUGUST, 200, 5 * MINUTE))), 'no line is a row'],
  [
    'rows of another day',
    (path) => packZip(path, textOf(candleLines(AUGUST + 1440 * MINUTE, 200))),
    'outside the file',
  ],
  ['one endless line', (path) => packZip(path, '1'.repeat(10_000)), 'longer than'],
  ['a password', (path) => pack(path, ['-P', 'secret']), 'it is encrypted'],
  ['another method', (path) => pack(path, ['-Z', 'bzip2']), 'method 12'],
];

/** Packs by the program zip, with more options. */
function pack(path: string, options: readonly string[]): void {
  const folder = newFolder();
  writeFileSync(join(folder, 'BTCUSDT-1m-2024-08-01.csv'), text);
  const { status } = spawnSync('zip', ['-q', ...options, join(folder, NAME), 'BTCUSDT-1m-2024-08-01.csv'], {
    cwd: folder,
  });
  if (status !== 0) throw new Error('zip has failed');
  writeFileSync(path, readFileSync(join(folder, NAME)));
}

const hasZip = spawnSync('zip', ['-v']).status === 0;

describe('a file is refused, and the one beside it is read, where it holds', () => {
  const needsZip = (what: string) => ['a password', 'another method'].includes(what);
  const left = hasZip ? [] : faults.filter(([what]) => needsZip(what));
  if (left.length > 0) test.skip.each(left)('%s (the program zip is not there)', () => undefined);
  test.each(faults.filter((fault) => !left.includes(fault)))('%s', async (_what, spoil, why) => {
    const folder = newFolder();
    const path = packZip(join(folder, NAME), text);
    const next = candleLines(AUGUST + 1440 * MINUTE, 100);
    packZip(join(folder, 'BTCUSDT-1m-2024-08-02.zip'), textOf(next));
    spoil(path);
    const { rows, facts } = await readAll(folder);
    expect(rows.map(({ member }) => member)).toEqual(next.map(storedOf));
    expect(facts.files).toMatchObject([{ file: NAME, rows: 0, refused: expect.stringContaining(why) }, { rows: 100 }]);
  });
});

test('a name without a day or month is refused', async () => {
  const folder = newFolder();
  for (const period of ['2024-13', '2024-02-30', 'outage', '2024'])
    packZip(join(folder, `BTCUSDT-1m-${period}.zip`), text);
  const { rows, facts } = await readAll(folder);
  expect(rows).toEqual([]);
  expect(facts.files.map(({ refused }) => refused)).toEqual(
    Array(4).fill(expect.stringContaining('its name does not end')),
  );
});

test('damaged anywhere, a file never gives rows that differ from its own', async () => {
  const lines = candleLines(AUGUST, 400);
  const members = lines.map(storedOf);
  const folder = newFolder();
  const zip = readFileSync(packZip(join(folder, NAME), textOf(lines), { zip64: true }));
  const gz = gzipSync(textOf(lines));
  let [refused, state] = [0, 7];
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(round % 3 === 2 ? gz : zip);
    const at = round < 100 ? bytes.length - 1 - random(200) : random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    const damaged = round % 7 === 6 ? bytes.subarray(0, random(bytes.length)) : bytes;
    const one = newFolder();
    writeFileSync(join(one, round % 3 === 2 ? NAME.replace('.zip', '.csv.gz') : NAME), damaged);
    const { rows, facts } = await readAll(one);
    if (facts.files[0]?.refused === undefined) expect(rows.map(({ member }) => member)).toEqual(members);
    else {
      expect(rows).toEqual([]);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(150);
}, 120_000);
