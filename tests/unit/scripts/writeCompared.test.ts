import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinCloses } from '../../../analysis/closes.ts';
import { closesStatistics } from '../../../analysis/closesStatistics.ts';
import { reservePlace } from '../../../scripts/compare/output/reservePlace.ts';
import { writeCompared } from '../../../scripts/compare/output/writeCompared.ts';

const START = 1_790_000_000_000;
const endings = ['csv', 'csv.json', 'parquet', 'svg'];

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'compared-'));
  for (const ending of endings) fs.writeFileSync(at(ending), 'old');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const at = (ending: string) => join(folder, `compare.${ending}`);
const isOld = (ending: string) => fs.readFileSync(at(ending), 'utf8') === 'old';

function compared() {
  const rows = joinCloses([{ openTime: START, close: '1', volume: '1' }], []);
  const range = { from: START, to: START };
  const about = { market: 'spot', code: 'btcusdt', sources: { stream: 'one', rest: 'other' }, notes: [] } as const;
  return { ...about, ...range, rows, statistics: closesStatistics(rows, range) };
}

/** Writes in place of the old files, where something has taken this name meanwhile. */
async function failAt(ending: string): Promise<void> {
  const place = await reservePlace({ out: folder, name: 'any', force: true });
  fs.rmSync(at(ending));
  fs.mkdirSync(at(ending));
  await expect(writeCompared(place, compared())).rejects.toThrow(`compare.${ending} is a folder`);
  await place.abandon();
  fs.rmdirSync(at(ending));
}

test('all files of before are replaced', async () => {
  const place = await reservePlace({ out: folder, name: 'any', force: true });
  await writeCompared(place, compared());
  place.release();
  expect(fs.readdirSync(folder).sort()).toEqual(endings.map((ending) => `compare.${ending}`));
  expect(endings.filter(isOld)).toEqual([]);
});

test.each([
  ['parquet', ['csv', 'csv.json', 'svg']],
  ['csv.json', ['csv', 'svg']],
  ['csv', ['svg']],
  ['svg', []],
])('where %s fails, files of before stay that were not replaced, and none of this one', async (ending, stay) => {
  await failAt(ending);
  expect(fs.readdirSync(folder).sort()).toEqual(stay.map((name) => `compare.${name}`));
  expect(stay.filter(isOld)).toEqual(stay);
});

test('a folder has one comparison at a time, and the next one when that is over', async () => {
  const options = { out: folder, name: 'any', force: true };
  const first = await reservePlace(options);
  await expect(reservePlace(options)).rejects.toThrow(
    `another comparison (process ${process.pid}) writes to ${folder}: name another folder with --out`,
  );
  expect(fs.readdirSync(folder)).toContain('.compare.lock');
  await first.abandon();
  const next = await reservePlace(options);
  await next.abandon();
  expect(fs.readdirSync(folder).sort()).toEqual(endings.map((ending) => `compare.${ending}`));
});
