import fs from 'node:fs';
import { smallDisk } from '../../../../rig/smallDisk.ts';
import { eventually } from '../../../eventually.ts';
import { type ExportWorld, madeCandles, openExportWorld } from './exportWorld.ts';

let world: ExportWorld;
beforeAll(async () => {
  world = await openExportWorld();
  await world.fill('spot', 'klines', 1, 'btcusdt', madeCandles(300));
});
afterAll(() => world.close());

/** Stands for a time that is less than a minute away when the command begins. */
const SOON = 'soon';
const klines = ['--feed', 'klines', '--interval', '1', '--code', 'btcusdt'];

test.each<[string, string[], RegExp]>([
  ['an option that there is not', ['--colour'], /Unknown option '--colour'.*usage: npm run export/],
  ['no feed', ['--out', 'x.csv'], /^--feed is missing; of spot there are trades, klines$/],
  ['an unknown market', ['--market', 'coinm'], /^--market coinm: there is no such market; there are spot, usdm$/],
  ['an unknown feed', ['--feed', 'kline'], /^--feed kline: spot has no such feed; there are trades, klines$/],
  ['a feed of another market', ['--feed', 'liquidations'], /^--feed liquidations: spot has no such feed/],
  ['a feed that is no series', ['--feed', 'price'], /^--feed price is no series: .*\/GetData\?type=price&code=…/],
  ['no interval', ['--feed', 'klines'], /^--interval is missing; minutes: 1, 5, 15, 30, 60, 1440, 10080, 43200$/],
  [
    'an unknown interval',
    ['--feed', 'klines', '--interval', '7'],
    /^--interval 7: there is no such interval; minutes: 1, 5,/,
  ],
  ['an interval of trades', ['--feed', 'trades', '--interval', '1'], /^--interval is for candles: trades has none$/],
  ['no file', klines, /^--out is missing: the file to write; usage/],
  ['no pair', ['--feed', 'trades', '--out', 'x.csv'], /^--code is missing: pairs, or all; there are btcusdt, ethusdt$/],
  [
    'an unknown pair',
    ['--feed', 'trades', '--code', 'xyz', '--out', 'x.csv'],
    /^--code xyz: spot has no such pair .* there are btcusdt, ethusdt, or all$/,
  ],
  [
    'pairs with a hole',
    ['--feed', 'trades', '--code', 'btcusdt,', '--out', 'x.csv'],
    /^--code "btcusdt,": spot has no such pair/,
  ],
  [
    'an unknown format',
    [...klines, '--out', 'x.xlsx'],
    /^--format is missing, and the name of the file does not tell it; there are csv, parquet, ndjson$/,
  ],
  [
    'a wrong format',
    [...klines, '--out', 'x.csv', '--format', 'json'],
    /^--format json: there is no such format; there are csv, parquet, ndjson$/,
  ],
  ['no time', [...klines, '--out', 'x.csv', '--from', 'yesterday'], /^--from yesterday: no time; it is a time like/],
  ['a day that there is not', [...klines, '--out', 'x.csv', '--from', '2024-02-30'], /^--from 2024-02-30: no time/],
  ['a year alone', [...klines, '--out', 'x.csv', '--from', '2024'], /^--from 2024: no time/],
  [
    'no span',
    [...klines, '--out', 'x.csv', '--last', '1 fortnight'],
    /^--last 1 fortnight: no span of time; it is like "1 hour"/,
  ],
  [
    'begin and span',
    [...klines, '--out', 'x.csv', '--last', '1h', '--from', '2024-01-01'],
    /^--from and --last exclude each other/,
  ],
  [
    'a begin after the end',
    [...klines, '--out', 'x.csv', '--from', '2024-01-02', '--to', '2024-01-01'],
    /^--from 2024-01-02 lies after --to 2024-01-01$/,
  ],
  [
    'a begin in the future',
    [...klines, '--out', 'x.csv', '--from', '2190-01-02'],
    /^--from 2190-01-02 lies in the future$/,
  ],
  ['a begin that is soon', [...klines, '--out', 'x.csv', '--from', SOON], /^--from \d+ lies in the future$/],
  ['an end in the future', [...klines, '--out', 'x.csv', '--to', '2190-01-02'], /^--to 2190-01-02 lies in the future/],
])('%s is refused in one line that names what is accepted', async (_, args, says) => {
  const before = world.names();
  const given = args.map((arg) => (arg === SOON ? String(Date.now() + 50_000) : arg));
  const ended = await world.run(given.map((arg) => (arg.startsWith('x.') ? world.at(arg) : arg)));
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr.trim()).toMatch(says);
  expect(ended.stderr.trim().split('\n').length).toBe(1);
  expect(world.names()).toEqual(before);
});

test('a place where no file can be is refused before anything is read', async () => {
  fs.writeFileSync(world.at('plain'), 'kept');
  fs.mkdirSync(world.at('folder.csv'), { recursive: true });
  fs.writeFileSync(world.at('there.csv'), 'kept');
  const names = world.names();
  const refusals: [string, string][] = [
    ['none/rows.csv', `the folder ${world.at('none')} does not exist`],
    ['plain/rows.csv', `${world.at('plain')} is no folder`],
    ['folder.csv', 'is a folder: name a file'],
    ['there.csv', 'there.csv exists: --force replaces it'],
  ];
  for (const [name, says] of refusals) {
    const ended = await world.run([...klines, '--format', 'csv', '--out', world.at(name)]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(says);
  }
  expect(world.names()).toEqual(names);
  expect(fs.readFileSync(world.at('there.csv'), 'utf8')).toBe('kept');
  const forced = await world.run([...klines, '--force', '--out', world.at('there.csv')]);
  expect(forced).toMatchObject({ code: 0 });
  expect(fs.readFileSync(world.at('there.csv'), 'utf8').split('\n').length).toBe(302);
});

test('nothing stored, and no begin: a table without rows, which says so', async () => {
  const out = world.at('none.parquet');
  const ended = await world.run(['--feed', 'klines', '--interval', '5', '--code', 'ethusdt', '--out', out]);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('ethusdt: no rows in this range');
  expect(ended.stdout).toContain('nothing is stored; --from says how far back the exchange is to be asked');
});

test('a full disk ends it in one line, leaves no file, and once there is room the same call ends', async () => {
  const disk = smallDisk(world.at('disk'));
  if (typeof disk === 'string') return console.warn(`not tested: ${disk}`);
  const stored = madeCandles(60_000, 1_600_000_020_000);
  try {
    await world.fill('usdm', 'klines', 1, 'btcusdt', stored);
    disk.fill();
    fs.truncateSync(world.at('disk/ballast'), fs.statSync(world.at('disk/ballast')).size - 1_000_000);
    const args = ['--market', 'usdm', ...klines, '--to', '2020-12-01', '--out', world.at('disk/rows.csv')];
    const full = await world.run(args);
    expect(full).toMatchObject({ code: 1 });
    expect(full.stderr.trim().split('\n').at(-1)).toMatch(/rows\.csv cannot be written: the disk is full; make room/);
    expect(fs.existsSync(world.at('disk/rows.csv'))).toBe(false);
    disk.empty();
    expect(await world.run(args)).toMatchObject({ code: 0 });
    expect(fs.readFileSync(world.at('disk/rows.csv'), 'utf8').split('\n').length).toBe(60_002);
    expect(fs.readdirSync(world.at('disk')).sort()).toEqual(['rows.csv', 'rows.csv.json']);
  } finally {
    disk.close();
  }
});

describe('while it runs', () => {
  const code = ['--feed', 'klines', '--interval', '1', '--code', 'ethusdt', '--to', '2025-01-01'];
  beforeAll(() => world.fill('spot', 'klines', 1, 'ethusdt', madeCandles(200_000)));

  /** Resolves when rows are being written. */
  const isWriting = (name: string) =>
    eventually(() => expect(fs.statSync(world.at(`.${name}.part/rows`)).size).toBeGreaterThan(0), 60_000);

  test('a second export to the same file is refused; Ctrl-C keeps what is written, and the same call goes on', async () => {
    const args = [...code, '--out', world.at('two.csv')];
    const { child, ended } = world.start(args);
    await isWriting('two.csv');
    // So that it cannot end meanwhile.
    child.kill('SIGSTOP');
    const second = await world.run(args);
    expect(second).toMatchObject({ code: 1 });
    expect(second.stderr).toContain(`another export writes ${world.at('two.csv')} (process ${child.pid})`);
    child.kill('SIGCONT');
    child.kill('SIGINT');
    const first = await ended;
    expect(first).toMatchObject({ code: 130, stdout: '' });
    expect(first.stderr).toContain('stopped; where rows had been written, the same call goes on with them');
    expect(fs.existsSync(world.at('two.csv'))).toBe(false);
    const again = await world.run(args);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toMatch(/goes on where an earlier call has ended, with [\d,]+ rows/);
    expect(again.stdout).toContain('ethusdt: 200,000 rows');
    expect(again.stdout).toContain('gaps: 1, 394,827 rows missing');
    expect(fs.readFileSync(world.at('two.csv'), 'utf8').split('\n').length).toBe(200_002);
    expect(fs.existsSync(world.at('.two.csv.part'))).toBe(false);
  });

  test('another call for the same file starts anew', async () => {
    const { child, ended } = world.start([...code, '--out', world.at('anew.csv')]);
    await isWriting('anew.csv');
    child.kill('SIGINT');
    if ((await ended).code === 0) fs.rmSync(world.at('anew.csv.json'));
    fs.rmSync(world.at('anew.csv'), { force: true });
    const other = await world.run([...klines, '--out', world.at('anew.csv')]);
    expect(other).toMatchObject({ code: 0 });
    expect(other.stderr).not.toContain('goes on');
    expect(fs.readFileSync(world.at('anew.csv'), 'utf8').split('\n').length).toBe(302);
  });

  test('a Redis that is lost for a moment is waited for', async () => {
    const { child, ended } = world.start([...code, '--out', world.at('lost.csv')]);
    await isWriting('lost.csv');
    child.kill('SIGSTOP');
    await world.db.store.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    child.kill('SIGCONT');
    expect(await ended).toMatchObject({ code: 0 });
    expect(fs.readFileSync(world.at('lost.csv'), 'utf8').split('\n').length).toBe(200_002);
  });
});

test('a Redis that does not answer is told in one line', async () => {
  const other = await openExportWorld({}, { REDIS_URL: 'redis://127.0.0.1:1' });
  const ended = await other.run([...klines, '--out', other.at('x.csv'), '--directory', other.at('none')]);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr.trim()).toMatch(/^Redis at redis:\/\/127.0.0.1:1 does not answer: start it/);
  await other.close();
});
