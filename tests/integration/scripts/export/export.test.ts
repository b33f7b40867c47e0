import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { askDuckDb } from '../../../duckDb.ts';
import { describeWithRecordings } from '../../../recordings.ts';
import { type ExportWorld, madeCandles, openExportWorld, recordedCandles } from './exportWorld.ts';

let world: ExportWorld;
beforeEach(async () => {
  world = await openExportWorld();
});
afterEach(() => world.close());

const klines = ['--feed', 'klines', '--interval', '1'];

/** What a stored candle is in a file of lines. */
const shownFields = (code: string, member: string): string[] => {
  const fields = JSON.parse(member) as (string | number)[];
  return [code, ...fields.slice(0, 11).map(String), String(fields[12] === 2)];
};

describeWithRecordings('recorded candles', () => {
  const name = 'BTCUSDT-1m-2021-04-outage.csv.gz';

  test('CSV, NDJSON and Parquet hold what Redis holds, and name the outage', async () => {
    const members = recordedCandles(name);
    expect(members.length).toBe(5656);
    await world.fill('spot', 'klines', 1, 'btcusdt', members);
    for (const format of ['csv', 'ndjson', 'parquet']) {
      const out = world.at(`rows.${format}`);
      const to = ['--to', '2021-04-28T02:59:59Z'];
      const ended = await world.run([...klines, ...to, '--code', 'btcusdt', '--out', out]);
      expect(ended).toMatchObject({ code: 0 });
      expect(ended.stdout).toMatch(
        /gaps: 1, 284 rows missing\n {2}btcusdt: 2021-04-25 04:01:00 UTC to 2021-04-25 08:44:00 UTC, 284 rows: unknown, open/,
      );
      expect(ended.stdout).toContain('from: 5,656 stored');
    }
    expect(world.names()).toEqual(['rows.csv', 'rows.csv.json', 'rows.ndjson', 'rows.ndjson.json', 'rows.parquet']);

    const csv = fs.readFileSync(world.at('rows.csv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(csv).toEqual(members.map((member) => shownFields('btcusdt', member).join(',')));
    const lines = fs.readFileSync(world.at('rows.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => Object.values(JSON.parse(line)).map(String))).toEqual(
      members.map((member) => shownFields('btcusdt', member)),
    );

    const said = JSON.parse(fs.readFileSync(world.at('rows.csv.json'), 'utf8'));
    expect(said).toMatchObject({
      market: 'spot',
      feed: 'klines',
      intervalMinutes: '1',
      rows: '5656',
      gapCount: '1',
      gapRows: '284',
      formingRows: '0',
    });
    expect(JSON.parse(said.gaps)).toEqual([
      {
        code: 'btcusdt',
        from: Date.UTC(2021, 3, 25, 4, 1),
        to: Date.UTC(2021, 3, 25, 8, 44),
        missing: 284,
        cause: 'unknown',
        state: 'open',
      },
    ]);
    const [pair] = await askDuckDb(
      `SELECT decode(value) AS v FROM parquet_kv_metadata('${world.at('rows.parquet')}') WHERE decode(key) = 'gaps'`,
    );
    expect(pair?.v).toBe(said.gaps);

    const different = `SELECT count(*) AS n FROM (
      (SELECT * REPLACE (epoch_ms("openTime") AS "openTime", epoch_ms("closeTime") AS "closeTime") FROM '${world.at('rows.parquet')}')
      EXCEPT (SELECT code, "openTime", ${['open', 'high', 'low', 'close', 'volume'].map((column) => `"${column}"::DECIMAL(38,8)`).join()}, "closeTime",
        "quoteVolume"::DECIMAL(38,8), "tradeCount", "takerBuyBase"::DECIMAL(38,8), "takerBuyQuote"::DECIMAL(38,8), final
        FROM read_csv('${world.at('rows.csv')}', all_varchar = false, types = {'open': 'VARCHAR', 'high': 'VARCHAR', 'low': 'VARCHAR', 'close': 'VARCHAR',
          'volume': 'VARCHAR', 'quoteVolume': 'VARCHAR', 'takerBuyBase': 'VARCHAR', 'takerBuyQuote': 'VARCHAR'})))`;
    expect(await askDuckDb(different)).toEqual([{ n: '0' }]);
    const sums = await askDuckDb(
      `SELECT count(*) AS n, sum("volume")::VARCHAR AS v, sum("quoteVolume")::VARCHAR AS q FROM '${world.at('rows.parquet')}'`,
    );
    expect(sums).toEqual([pythonSums(world.at('rows.csv'))]);
  });
});

/** Counts and sums by Python's csv and decimal. */
function pythonSums(file: string): object {
  const program = `import csv, json, sys
from decimal import Decimal, getcontext
getcontext().prec = 60
rows = list(csv.DictReader(open(sys.argv[1], newline='')))
total = lambda name: str(sum(Decimal(row[name]) for row in rows))
print(json.dumps({'n': str(len(rows)), 'v': total('volume'), 'q': total('quoteVolume')}))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program, file], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('several pairs, a range, and rows that may change yet', async () => {
  const members = madeCandles(3000);
  const forming = members.map((member, index) => (index === 2999 ? member.replace(/2\]$/, '1]') : member));
  await world.fill('spot', 'klines', 1, 'btcusdt', forming);
  await world.fill('spot', 'klines', 1, 'ethusdt', members.slice(0, 100));
  const first = Number(JSON.parse(members[50] ?? '')[0]);
  const out = world.at('rows.csv');
  const from = ['--from', String(first), '--to', String(first + 2949 * 60_000)];
  const ended = await world.run([...klines, ...from, '--code', 'all', '--out', out]);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('forming: 1 row may change yet');
  const rows = fs.readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
  expect(rows.length).toBe(2950 + 50);
  expect(rows[0]).toBe(shownFields('btcusdt', members[50] ?? '').join());
  expect(rows[2949]).toMatch(/,false$/);
  expect(rows[2950]).toMatch(/^ethusdt,/);
  // Of the second pair rows are missing up to the end.
  expect(ended.stdout).toContain('gaps: 1, 2,900 rows missing');
});

test('trades are found by their time, and what is damaged is left out and counted', async () => {
  const trade = (id: number) => `[${id},"100.5","0.001",${id},${id},${1_700_000_000_000 + Math.floor(id / 3)},true]`;
  const ids = Array.from({ length: 9000 }, (_, index) => index + 1000).filter((id) => id < 5000 || id > 5009);
  await world.fill('spot', 'trades', undefined, 'btcusdt', ids.map(trade));
  await world.db.store.redis.zadd(
    'spot:{btcusdt}:trades',
    7000.5,
    'damaged',
    7000.6,
    '[7000,"x","0.001",1,1,1700000002333,true]',
  );
  const out = world.at('trades.ndjson');
  const range = ['--from', '1700000001000', '--to', '1700000002999'];
  const ended = await world.run(['--feed', 'trades', ...range, '--code', 'btcusdt', '--out', out]);
  expect(ended).toMatchObject({ code: 0 });
  const read = fs
    .readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(read).toEqual(ids.filter((id) => id >= 3000 && id < 9000));
  expect(ended.stdout).toMatch(/damaged: [12] rows? in Redis/);
  expect(ended.stdout).toContain('btcusdt: ids 5000 to 5009, 10 rows');
});

test('a killed export leaves nothing under its name, and the same call goes on', async () => {
  const members = madeCandles(150_000);
  await world.fill('spot', 'klines', 1, 'btcusdt', members);
  const args = [...klines, '--code', 'btcusdt', '--to', '2024-06-01', '--format', 'csv', '--out', world.at('rows.csv')];
  const whole = await world.run([...args.slice(0, -1), world.at('whole.csv')]);
  expect(whole).toMatchObject({ code: 0 });
  const journal = world.at('.rows.csv.part/journal.json');
  let kills = 0;
  for (let waitMs = 1500; kills < 4; kills += 1, waitMs += 700) {
    const { child, ended } = world.start(args);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, waitMs))]);
    child.kill('SIGKILL');
    await ended;
    if (fs.existsSync(world.at('rows.csv'))) break;
    expect(world.names().filter((name) => !name.startsWith('.'))).toEqual(['whole.csv', 'whole.csv.json']);
  }
  const hasKept = fs.existsSync(journal);
  if (!fs.existsSync(world.at('rows.csv'))) {
    const ended = await world.run(args);
    expect(ended).toMatchObject({ code: 0 });
    if (hasKept) expect(ended.stderr).toContain('goes on where an earlier call has ended');
  }
  expect(fs.readFileSync(world.at('rows.csv')).equals(fs.readFileSync(world.at('whole.csv')))).toBe(true);
  expect(world.names()).toEqual(['rows.csv', 'rows.csv.json', 'whole.csv', 'whole.csv.json']);
});
