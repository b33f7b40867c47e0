import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openTableWriter } from '../../../../scripts/files/openTableWriter.ts';
import { createParquetWriter } from '../../../../scripts/files/parquetWriter.ts';
import { type TableColumn, type TableRow, tableFormats } from '../../../../scripts/files/tableWriter.ts';
import { openWholeFile } from '../../../../scripts/files/wholeFile.ts';
import { askDuckDb } from '../../../duckDb.ts';

const columns: TableColumn[] = [
  { name: 'code', type: 'text' },
  { name: 'openTime', type: 'timestamp' },
  { name: 'close', type: 'decimal' },
  { name: 'rate', type: 'decimal', places: 18, isOptional: true },
  { name: 'count', type: 'integer', isOptional: true },
  { name: 'share', type: 'double', isOptional: true },
  { name: 'final', type: 'boolean' },
];

const rows: TableRow[] = [
  ['btcusdt', 1_700_000_000_000, '36123.45000000', '-0.000100000000000001', 7, 0.5, true],
  ['btcusdt', 1_700_000_060_000, '123456789012345678901234567890.12345678', null, null, null, false],
  ['a,"b"\nč', 1_700_000_120_000, '-0.00000001', '0', 9007199254740993n, -1.25, true],
  ['', 0, '0', '12345678901234567890.123456789012345678', -1, 0, false],
];

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tables-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const fileOf = (format: string): string => path.join(folder, `rows.${format}`);

async function write(format: (typeof tableFormats)[number], given: TableRow[], metadata = {}): Promise<string> {
  const writer = await openTableWriter(format, fileOf(format), columns);
  for (const row of given) await writer.write([row]);
  const size = await writer.close(metadata);
  expect(fs.statSync(fileOf(format)).size).toBe(size);
  return fileOf(format);
}

test('Parquet is read by DuckDB with the types of the columns and exact values', async () => {
  const file = await write('parquet', rows, { market: 'spot', gaps: '[]' });
  expect(
    await askDuckDb(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM '${file}')`),
  ).toEqual(
    [
      ['code', 'VARCHAR'],
      ['openTime', 'TIMESTAMP WITH TIME ZONE'],
      ['close', 'DECIMAL(38,8)'],
      ['rate', 'DECIMAL(38,18)'],
      ['count', 'BIGINT'],
      ['share', 'DOUBLE'],
      ['final', 'BOOLEAN'],
    ].map(([name, type]) => ({ name, type })),
  );
  const read = await askDuckDb(`SELECT * REPLACE (epoch_ms("openTime") AS "openTime") FROM '${file}'`);
  expect(read.map((row) => Object.values(row))).toEqual([
    ['btcusdt', '1700000000000', '36123.45000000', '-0.000100000000000001', '7', 0.5, true],
    ['btcusdt', '1700000060000', '123456789012345678901234567890.12345678', null, null, null, false],
    ['a,"b"\nč', '1700000120000', '-0.00000001', '0.000000000000000000', '9007199254740993', -1.25, true],
    ['', '0', '0.00000000', '12345678901234567890.123456789012345678', '-1', 0, false],
  ]);
  const pairs = await askDuckDb(`SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata('${file}')`);
  expect(pairs).toEqual([
    { k: 'market', v: 'spot' },
    { k: 'gaps', v: '[]' },
  ]);
});

test('CSV holds each value as it came, and says what must be quoted', async () => {
  const file = await write('csv', rows, { market: 'spot' });
  expect(fs.readFileSync(file, 'utf8')).toBe(
    [
      'code,openTime,close,rate,count,share,final',
      'btcusdt,1700000000000,36123.45000000,-0.000100000000000001,7,0.5,true',
      'btcusdt,1700000060000,123456789012345678901234567890.12345678,,,,false',
      '"a,""b""\nč",1700000120000,-0.00000001,0,9007199254740993,-1.25,true',
      '"",0,0,12345678901234567890.123456789012345678,-1,0,false',
      '',
    ].join('\n'),
  );
  expect(JSON.parse(fs.readFileSync(`${file}.json`, 'utf8'))).toEqual({ market: 'spot' });
  const read = await askDuckDb(`SELECT count(*) AS n, max("count") AS most FROM read_csv('${file}')`);
  expect(read).toEqual([{ n: '4', most: '9007199254740993' }]);
});

test('NDJSON is an object a line', async () => {
  const file = await write('ndjson', rows.slice(0, 2));
  expect(fs.readFileSync(file, 'utf8')).toBe(
    '{"code":"btcusdt","openTime":1700000000000,"close":"36123.45000000","rate":"-0.000100000000000001","count":7,"share":0.5,"final":true}\n' +
      '{"code":"btcusdt","openTime":1700000060000,"close":"123456789012345678901234567890.12345678","rate":null,"count":null,"share":null,"final":false}\n',
  );
  expect(fs.existsSync(`${file}.json`)).toBe(false);
});

test('a table without rows has its columns all the same', async () => {
  const file = await write('parquet', []);
  expect(await askDuckDb(`SELECT count(*) AS n, count(DISTINCT "close") AS d FROM '${file}'`)).toEqual([
    { n: '0', d: '0' },
  ]);
  expect(fs.readFileSync(await write('csv', []), 'utf8')).toBe('code,openTime,close,rate,count,share,final\n');
  expect(fs.readFileSync(await write('ndjson', []), 'utf8')).toBe('');
});

test('row groups follow each other, and what readers pass over by them is right', async () => {
  const file = fileOf('parquet');
  const writer = createParquetWriter(await openWholeFile(file), columns, undefined, 100);
  for (let index = 0; index < 1050; index += 1) {
    const price = `${index % 2 === 0 ? '-' : ''}${index}.5`;
    await writer.write([['btcusdt', index * 60_000, price, index % 3 === 0 ? null : '1', index, null, true]]);
  }
  await writer.close({});
  const [groups] = await askDuckDb(`SELECT count(DISTINCT row_group_id) AS n FROM parquet_metadata('${file}')`);
  expect(groups).toEqual({ n: '11' });
  const sums = `SELECT count(*) AS n, sum("close") AS close, count("rate") AS rates FROM '${file}'`;
  expect(await askDuckDb(sums)).toEqual([{ n: '1050', close: '525.00000000', rates: '700' }]);
  const some = `SELECT count(*) AS n FROM '${file}' WHERE "close" < -1000 AND "openTime" > make_timestamptz(61200000000)`;
  expect(await askDuckDb(some)).toEqual([{ n: '14' }]);
});

test.each([
  [
    'close',
    '0.123456789',
    'column close: 0.123456789 has too many places: DECIMAL(38, 8) holds 30 digits before the point and 8 behind it',
  ],
  ['close', '1234567890123456789012345678901', 'has too many digits'],
  ['close', '1e5', 'is no decimal'],
  ['close', '1.', 'is no decimal'],
  ['close', '.5', 'is no decimal'],
  ['close', '', 'is no decimal'],
  ['close', '1.2.3', 'is no decimal'],
  ['close', '--1', 'is no decimal'],
  ['close', null, 'column close may not be empty'],
  ['openTime', 1.5, 'column openTime is of the type timestamp: 1.5 is none'],
  ['final', 'true', 'column final is of the type boolean'],
])('Parquet refuses %s %p', async (name, value, says) => {
  const writer = await openTableWriter('parquet', fileOf('parquet'), columns);
  const row = [...(rows[0] ?? [])];
  row[columns.findIndex((column) => column.name === name)] = value;
  await expect(writer.write([row])).rejects.toThrow(says);
  await writer.abort();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test.each(tableFormats)('a %s file is continued where it was left', async (format) => {
  const work = path.join(folder, 'work');
  const first = await openTableWriter(format, fileOf(format), columns, { work: { file: work } });
  await first.write(rows.slice(0, 2));
  const at = await first.checkpoint();
  await first.write(rows.slice(2));
  await first.checkpoint();
  const second = await openTableWriter(format, fileOf(format), columns, { work: { file: work, at } });
  await second.write(rows.slice(2));
  await second.close({});
  const whole = fs.readFileSync(fileOf(format));
  fs.rmSync(fileOf(format));
  if (format === 'parquet') {
    fs.writeFileSync(fileOf(format), whole);
    const read = await askDuckDb(`SELECT count(*) AS n, sum("count") AS total FROM '${fileOf(format)}'`);
    expect(read).toEqual([{ n: '4', total: '9007199254740999' }]);
  } else {
    await write(format, rows);
    expect(whole.equals(fs.readFileSync(fileOf(format)))).toBe(true);
  }
});

test.each(['csv', 'ndjson'] as const)('a %s file that was cut off after its metadata is continued', async (format) => {
  const work = path.join(folder, 'work');
  const first = await openTableWriter(format, fileOf(format), columns, { work: { file: work } });
  await first.write(rows);
  const at = await first.checkpoint();
  await first.leave();
  fs.writeFileSync(`${fileOf(format)}.json`, '{}');
  await expect(openTableWriter(format, fileOf(format), columns, { work: { file: work } })).rejects.toThrow('exists');
  const second = await openTableWriter(format, fileOf(format), columns, { work: { file: work, at } });
  await second.close({ market: 'spot' });
  expect(JSON.parse(fs.readFileSync(`${fileOf(format)}.json`, 'utf8'))).toEqual({ market: 'spot' });
  expect(fs.statSync(fileOf(format)).size).toBe(at.size);
});

test('where the file cannot get its name, no metadata is left', async () => {
  const writer = await openTableWriter('csv', fileOf('csv'), columns);
  await writer.write(rows);
  fs.writeFileSync(fileOf('csv'), 'another one');
  await expect(writer.close({ market: 'spot' })).rejects.toThrow('exists');
  expect(fs.readdirSync(folder)).toEqual(['rows.csv']);
});

test('decimals of all lengths and places come back as they went in', async () => {
  const file = fileOf('parquet');
  const writer = await openTableWriter('parquet', file, [{ name: 'value', type: 'decimal' }]);
  const values: string[] = [];
  for (let length = 1; length <= 30; length += 1) {
    for (let places = 0; places <= 8; places += 1) {
      const digits = '9'.repeat(length) + (places === 0 ? '' : `.${'123456789'.slice(0, places)}`);
      values.push(digits, `-${digits}`, `${'1'.padEnd(length, '0')}.${'0'.repeat(places)}1`.slice(0, length + 9));
    }
  }
  await writer.write(values.map((value) => [value]));
  await writer.close({});
  const list = values.map((value) => `'${value}'`).join(',');
  const wrong = `SELECT count(*) AS n FROM (SELECT "value", row_number() OVER () AS i FROM '${file}') a JOIN
    (SELECT unnest([${list}])::DECIMAL(38,8) AS v, generate_subscripts([${list}], 1) AS i) b USING (i) WHERE a."value" <> b.v`;
  expect(await askDuckDb(wrong)).toEqual([{ n: '0' }]);
  expect(await askDuckDb(`SELECT count(*) AS n FROM '${file}'`)).toEqual([{ n: String(values.length) }]);
});

test.each(tableFormats)('a %s file of which a write has failed half-way has no checkpoint any more', async (format) => {
  const writer = await openTableWriter(format, fileOf(format), columns, { work: { file: path.join(folder, 'work') } });
  await writer.write(rows.slice(0, 1));
  await writer.checkpoint();
  await writer.write(rows.slice(1));
  // The disk takes three bytes, is full, and has room again.
  const handle = await fs.promises.open(path.join(folder, 'any'), 'w');
  const write = jest.spyOn(Object.getPrototypeOf(handle), 'write');
  await handle.close();
  write.mockResolvedValueOnce({ bytesWritten: 3 });
  write.mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  await expect(writer.checkpoint()).rejects.toThrow('the disk is full');
  await expect(writer.checkpoint()).rejects.toThrow('the disk is full');
  await expect(writer.close({})).rejects.toThrow('the disk is full');
  write.mockRestore();
  await writer.leave();
  expect(fs.existsSync(fileOf(format))).toBe(false);
});
