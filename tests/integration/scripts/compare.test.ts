import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { smallDisk } from '../../../rig/smallDisk.ts';
import { columns } from '../../../scripts/compare/output/columns.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore } from '../../testStore.ts';
import { KEY, openPlace, runCompare, SECRET, startCompare } from './comparing.ts';

let simulator: Simulator;
let place: Awaited<ReturnType<typeof openPlace>>;
const LONG_MS = 120_000;

beforeEach(async () => {
  simulator = await createSimulator();
  place = await openPlace(simulator.url);
});

afterEach(async () => {
  await simulator.close();
  rmSync(place.folder, { recursive: true, force: true });
});

const argsFor = (...more: string[]) => ['--code', 'btcusdt', '--out', place.out, '--directory', place.redis, ...more];

const statisticsOf = () => JSON.parse(JSON.parse(readFileSync(join(place.out, 'compare.csv.json'), 'utf8')).statistics);

/** The rows of compare.csv, by column. */
function csvRows(): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(join(place.out, 'compare.csv'), 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

test(
  '60 s of spot: streams and REST have the same closes; the files say the same, and DuckDB reads them',
  async () => {
    const { code, said } = await runCompare(argsFor('--seconds', '60'), place.env);
    expect([code, said]).toEqual([0, expect.stringContaining('unequal closes           0')]);
    const statistics = statisticsOf();
    expect(statistics.matched).toBeGreaterThanOrEqual(58);
    expect(statistics).toMatchObject({ unequal: 0, volumesUnequal: 0, largestDifference: { absolute: '0' } });
    expect(statistics.missing.rest.count).toBe(0);

    const rows = csvRows();
    expect(rows.length).toBe(statistics.rows);
    const connection = await (await DuckDBInstance.create()).connect();
    const file = join(place.out, 'compare.parquet').replaceAll("'", "''");
    const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`);
    const typeOf = { decimal: 'DECIMAL(38,18)', timestamp: 'TIMESTAMP WITH TIME ZONE', boolean: 'BOOLEAN' };
    expect(types.getRowObjects().map((row) => [row.column_name, row.column_type])).toEqual(
      columns.map(({ name, type }) => [name, typeOf[type as keyof typeof typeOf]]),
    );
    const named = columns.map(({ name, type }) => (type === 'timestamp' ? `epoch_ms(${name}) AS ${name}` : name));
    const read = await connection.runAndReadAll(`SELECT ${named.join(', ')} FROM '${file}'`);
    const shorten = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
    const parquet = read.getRowObjects().map((row) => Object.values(row).map((value) => shorten(String(value ?? ''))));
    expect(parquet).toEqual(rows.map((row) => Object.values(row).map(shorten)));
    connection.closeSync();

    const everything = [
      said,
      ...readdirSync(place.out).map((name) => readFileSync(join(place.out, name), 'latin1')),
    ].join();
    expect(everything).not.toContain(KEY);
    expect(everything).not.toContain(SECRET);
  },
  LONG_MS,
);

test(
  'futures: both sides are made of trades, and are the same',
  async () => {
    const { code } = await runCompare(argsFor('--market', 'usdm', '--seconds', '8'), place.env);
    expect(code).toBe(0);
    expect(statisticsOf()).toMatchObject({ rows: 8, matched: 8, unequal: 0, volumesUnequal: 0 });
  },
  LONG_MS,
);

test(
  'seconds of a stream that breaks are missing on its side, it goes on, and both is said',
  async () => {
    const running = startCompare(argsFor('--seconds', '20'), place.env);
    await eventually(() => expect(running.said()).toContain('listening to'), 60_000);
    await new Promise((done) => setTimeout(done, 5_000));
    simulator.inject({ kind: 'stream-refuse', status: 503, forMs: 5_000 });
    simulator.inject({ kind: 'stream-reset' });
    expect(await running.ended).toBe(0);
    expect(running.said()).toMatch(/note: the stream was down from .* UTC until .* UTC: /);
    const { rows, missing, unequal } = statisticsOf();
    expect([rows, missing.rest.count, unequal]).toEqual([20, 0, 0]);
    expect(csvRows().filter(({ stream_close }) => stream_close === '').length).toBe(missing.stream.count);
  },
  LONG_MS,
);

test.each([
  ['a pair that the exchange does not have', ['--code', 'nosuchusdt'], null, /the exchange does not know this pair/],
  ['an address that is banned', [], { kind: 'status', status: 418, retryAfter: 120 }, /418 .*nothing is compared/s],
  [
    'streams that are blocked',
    [],
    { kind: 'stream-refuse', status: 403 },
    /the stream btcusdt@kline_1s cannot be opened/,
  ],
])(
  '%s: one line, exit code 1, and no file',
  async (_what, args, fault, line) => {
    if (fault !== null) simulator.inject(fault as Parameters<Simulator['inject']>[0]);
    const { code, said } = await runCompare([...argsFor(), ...args], place.env);
    expect([code, said]).toEqual([1, expect.stringMatching(line)]);
    expect(said).not.toMatch(/\n {4}at /);
    expect(readdirSync(place.folder)).not.toContain('out');
  },
  LONG_MS,
);

test(
  'Ctrl-C ends it, and nothing is written',
  async () => {
    const running = startCompare(argsFor('--seconds', '600'), place.env);
    await eventually(() => expect(running.said()).toContain('listening to'), 60_000);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(running.said()).toContain('stopped: nothing is written');
    expect(readdirSync(place.folder)).not.toContain('out');
  },
  LONG_MS,
);

test('two at once: one of the same folder is refused, one of another shares the Redis, which stays until both are done', async () => {
  const first = startCompare(argsFor('--seconds', '30'), place.env);
  await eventually(() => expect(first.said()).toContain('listening to'), 60_000);
  const other = startCompare([...argsFor('--seconds', '45'), '--out', `${place.out}-2`], place.env);
  const same = await runCompare(argsFor('--seconds', '2'), place.env);
  expect(same.code).toBe(1);
  // One line: no stack.
  expect(same.said.trim()).toMatch(/^.*another comparison \(process .*$/);
  expect([await other.ended, await first.ended]).toEqual([0, 0]);
  expect([first.said(), other.said()]).toEqual([
    expect.stringContaining('others use the Redis that was started here'),
    expect.not.stringContaining('is started for this'),
  ]);
}, 240_000);

test(
  'weight and sockets are counted in the configured Redis, and nothing else is stored there',
  async () => {
    const redis = await openTestStore();
    try {
      const env = { ...place.env, REDIS_URL: redis.server.url };
      const { code, said } = await runCompare(argsFor('--seconds', '1'), env);
      expect([code, said]).toEqual([0, expect.not.stringContaining('is started for this')]);
      const kinds = (await redis.store.redis.keys('*')).map((key) => key.split(':').slice(0, 2).join(':'));
      expect(kinds).toEqual(expect.arrayContaining(['collector:budget', 'collector:attempts']));
      expect(kinds.filter((kind) => !/^collector:(budget|attempts|clock|limits|foreign)/.test(kind))).toEqual([]);
    } finally {
      await redis.close();
    }
  },
  LONG_MS,
);

test(
  'files that are there stay, unless --force is given',
  async () => {
    expect((await runCompare(argsFor('--seconds', '1'), place.env)).code).toBe(0);
    const again = await runCompare(argsFor('--seconds', '1'), place.env);
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('--force replaces it')]);
    expect((await runCompare(argsFor('--seconds', '1', '--force'), place.env)).code).toBe(0);
  },
  LONG_MS,
);

test(
  'a full disk ends it in one line: a new folder goes again, and files that were to be replaced stay',
  async () => {
    const folder = join(place.folder, 'disk');
    const disk = smallDisk(folder);
    if (typeof disk === 'string') return console.warn(`not tested: ${disk}`);
    const filesOf = (out: string) => readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'latin1')]);
    try {
      const args = argsFor('--seconds', '2', '--out', join(folder, 'old'));
      expect((await runCompare(args, place.env)).code).toBe(0);
      const before = filesOf(join(folder, 'old'));
      for (const more of [['--force'], ['--out', join(folder, 'new')]]) {
        const running = startCompare([...args, ...more], place.env);
        // All files are begun by then, and nothing is in them before the seconds are over.
        await eventually(() => expect(running.said()).toContain('listening to'), 60_000);
        disk.fill();
        expect(await running.ended).toBe(1);
        expect(running.said().trim().split('\n').at(-1)).toMatch(/ cannot be written: the disk is full; make room/);
        disk.empty();
        expect(readdirSync(folder)).toEqual(['old']);
        expect(filesOf(join(folder, 'old'))).toEqual(before);
      }
    } finally {
      disk.close();
    }
  },
  LONG_MS,
);
