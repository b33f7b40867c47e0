import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addChecksum, btcusdt, candleLines, MINUTE, newFolder, packZip, readAll, storedOf, textOf } from './packs.ts';

const AUGUST = Date.UTC(2024, 7, 1);
const DAY = 1440 * MINUTE;
const HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const micro = (line: string) => line.replace(/^(\d{13})/, '$1000').replace(/,(\d{13}),/, ',$1999,');

test('rows of a month and a day are read as they stand there, from the archive’s tree: ZIP64, stored, microseconds, names of columns', async () => {
  const folder = newFolder();
  const lines = candleLines(AUGUST, 3000);
  const tree = join(folder, 'data/spot');
  addChecksum(packZip(join(tree, 'monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-08.zip'), textOf(lines), { zip64: true }));
  const later = candleLines(AUGUST + 31 * DAY, 500);
  const september = textOf([HEADER, ...later.map(micro)], '\r\n');
  packZip(join(tree, 'daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-09-01.zip'), september, { stored: true });
  // Of other rows: passed over, whatever they hold.
  packZip(join(folder, 'data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-08-01.zip'), 'nothing');
  packZip(join(tree, 'daily/klines/ETHUSDT/1m/ETHUSDT-1m-2024-08-01.zip'), 'nothing');
  const { rows, facts } = await readAll(folder);
  expect(rows.map(({ member }) => member)).toEqual([...lines, ...later].map(storedOf));
  expect(rows.map(({ score }) => score)).toEqual([...lines, ...later].map((line) => Number(line.slice(0, 13))));
  expect(facts).toMatchObject({ rows: 3500, differing: 0, files: [{ hasChecksum: true, leftOut: 0 }, { leftOut: 0 }] });
});

test('of a span only its rows come, and only its files are read', async () => {
  const folder = newFolder();
  for (const day of ['01', '02', '03'])
    packZip(join(folder, `BTCUSDT-1m-2024-08-${day}.zip`), textOf(candleLines(AUGUST + (Number(day) - 1) * DAY, 1440)));
  const { rows, facts } = await readAll(folder, btcusdt, AUGUST + DAY, AUGUST + DAY + 10 * MINUTE);
  expect(rows.map(({ score }) => score)).toEqual(Array.from({ length: 11 }, (_, at) => AUGUST + DAY + at * MINUTE));
  expect(facts.files.map(({ file }) => file)).not.toContain('BTCUSDT-1m-2024-08-03.zip');
});

test('a row of two files comes once; where they differ that of the month is taken, and it is counted', async () => {
  const folder = newFolder();
  const month = candleLines(AUGUST, 2000);
  const day = candleLines(AUGUST, 1440);
  day[7] = (day[7] ?? '').replace('7.7000', '7.7');
  day[9] = (day[9] ?? '').replace('7.9000', '8');
  packZip(join(folder, 'BTCUSDT-1m-2024-08.zip'), textOf(month));
  writeFileSync(join(folder, 'BTCUSDT-1m-2024-08-01.csv.gz'), gzipSync(textOf(day)));
  const { rows, facts } = await readAll(folder);
  expect(rows.map(({ member }) => member)).toEqual(month.map(storedOf));
  expect(facts.differing).toBe(1);
  expect(facts.examples).toEqual([
    { score: AUGUST + 9 * MINUTE, taken: storedOf(month[9] ?? ''), left: storedOf(day[9] ?? '') },
  ]);
});

test('wrong lines are left out with the first one’s number, and harm no other line', async () => {
  const folder = newFolder();
  const right = candleLines(AUGUST, 1400);
  const lines = [...right];
  const bad = ['1722470', 'a,b', (right[5] ?? '').slice(0, 40), (right[8] ?? '').replace('200.0', '2.0')];
  // Glued to the next one, cut off, another day, twice, out of order, longer than a minute.
  bad.push(`${right[10]?.slice(0, 30)}${right[11]}`, ...candleLines(AUGUST + DAY, 1), right[20] ?? '', right[3] ?? '');
  bad.push((right[30] ?? '').replace(/,(\d{13}),/, (_, end) => `,${Number(end) + MINUTE},`));
  lines.splice(700, 0, ...bad);
  writeFileSync(join(folder, 'BTCUSDT-1m-2024-08-01.csv'), `${textOf(lines)}${right[0]?.slice(0, 90)}`);
  const { rows, facts } = await readAll(folder);
  expect(rows.map(({ member }) => member)).toEqual(right.map(storedOf));
  expect(facts.files).toMatchObject([
    {
      rows: 1400,
      leftOut: bad.length + 1,
      firstLeftOut: { line: 701, why: expect.stringContaining('1 columns where 12 are right') },
    },
  ]);
});

test('a link that leaves the folder is refused, one inside is read', async () => {
  const [folder, elsewhere] = [newFolder(), newFolder()];
  const outside = packZip(join(elsewhere, 'BTCUSDT-1m-2024-08-01.zip'), textOf(candleLines(AUGUST, 10)));
  const inside = packZip(join(folder, 'kept/klines/BTCUSDT/1m/day.zip'), textOf(candleLines(AUGUST + DAY, 10)), {
    names: ['BTCUSDT-1m-2024-08-02.csv'],
  });
  symlinkSync(outside, join(folder, 'BTCUSDT-1m-2024-08-01.zip'));
  symlinkSync(inside, join(folder, 'BTCUSDT-1m-2024-08-02.zip'));
  symlinkSync('/', join(folder, 'root'));
  const { rows, facts } = await readAll(folder);
  expect(rows).toHaveLength(10);
  expect(facts.files).toMatchObject([{ rows: 10 }, { refused: 'it is a link that leaves the folder' }]);
});

test('a folder that is none is said', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(readAll(join(folder, 'nowhere'))).rejects.toThrow('there is no such folder');
  await expect(readAll(join(folder, 'file'))).rejects.toThrow('is no folder');
});

test('a candle that stands too early hides none of those behind it, wherever it stands', async () => {
  const right = candleLines(AUGUST, 1400);
  const [early = ''] = candleLines(AUGUST + 1410 * MINUTE, 1);
  for (const at of [0, 999, 1049, 1050]) {
    const folder = newFolder();
    writeFileSync(join(folder, 'BTCUSDT-1m-2024-08-01.csv'), textOf(right.toSpliced(at, 0, early)));
    const { rows, facts } = await readAll(folder);
    expect(rows.map(({ member }) => member)).toEqual(right.map(storedOf));
    expect(facts.files).toMatchObject([{ leftOut: 1, firstLeftOut: { line: at + 1 } }]);
  }
});
