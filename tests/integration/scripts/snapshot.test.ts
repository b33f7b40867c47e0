import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import type { Snapshot } from '../../../analysis/snapshot.ts';
import { parseSnapshotName, snapshotNameOf } from '../../../api/analytics/snapshots/snapshotName.ts';
import { smallDisk } from '../../../rig/smallDisk.ts';
import { eventually } from '../../eventually.ts';
import { fill } from '../api/analytics/filled.ts';
import { type ApiFixture, createApiFixture } from '../api/apiFixture.ts';

const program = ['tests/integration/scripts/runTypeScript.cjs', 'tests/integration/scripts/programs/runsSnapshot.ts'];
const schema = JSON.parse(fs.readFileSync('docs/snapshot.schema.json', 'utf8'));
const isSnapshot = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

let api: ApiFixture;
let directory: string;
let out: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  api = await createApiFixture();
  directory = path.dirname(api.redis.url.replace('unix://', ''));
  fs.writeFileSync(path.join(directory, 'CONFIG.json'), JSON.stringify({ pairs: ['btcusdt', 'ethusdt'] }));
});
afterAll(() => api.close());

let count = 0;
beforeEach(async () => {
  await fill(api);
  out = path.join(directory, `out-${++count}`);
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

function begin(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { PATH, HOME } = process.env;
  const own = { CONFIG_FILE: path.join(directory, 'CONFIG.json'), REDIS_URL: api.redis.url, SNAPSHOTS_DIR: out };
  const child = spawn(process.execPath, [...program, ...args], { env: { PATH, HOME, ...own, ...env } });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ ...said, code: code ?? signal }));
  return { child, said, ended };
}
const snapshot = (...args: string[]) => begin(args).ended;

const filesIn = (folder = out): string[] => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []);
const readFile = (name: string): Snapshot => JSON.parse(fs.readFileSync(path.join(out, name), 'utf8'));

it('saves what is stored of a pair, as the schema says, with the rows that its figures are made of', async () => {
  const { code, stdout, stderr } = await snapshot('--code', 'BTCUSDT');
  expect([code, stderr]).toEqual([0, '']);
  const [file = '', ...more] = filesIn();
  expect(more).toEqual([]);
  const saved = readFile(file);
  expect(isSnapshot(saved) || isSnapshot.errors).toBe(true);
  expect(saved).toMatchObject({ version: 1, market: 'spot', code: 'btcusdt', source: 'simulator' });
  expect(parseSnapshotName(file)).toEqual({ market: 'spot', code: 'btcusdt', at: saved.at });
  expect(saved.figures).toEqual(figuresOf(saved.parts, saved.at));
  expect(stdout).toContain(`${path.join(out, file)}: price 100.1, skew 0 ms, `);
  // The fixture's rows are of another time.
  expect(stdout).toContain('  trades: stale: last confirmed at ');
});

it('of several pairs saves those that are there, and says which are not', async () => {
  const { code, stderr } = await snapshot('--code', 'ethusdt,btcusdt,ETHUSDT');
  expect([code, filesIn().length]).toEqual([1, 1]);
  expect(stderr).toBe(
    'no snapshot of spot ethusdt: nothing of spot ethusdt is stored: do the collectors run? npm run status tells\n',
  );
});

it.each([
  [[], /--code is missing/],
  [['--code', ''], /--code must be pairs/],
  [['--code', 'btcusdt,'], /--code must be pairs/],
  [['--code', '../x'], /--code must be pairs .*\(got "\.\.\/x"\)/],
  [['--code', 'btcusdt', '--market', 'futures'], /--market must be one of spot, usdm/],
  [['--code', 'btcusdt', '--market', 'usdm'], /^usdm is not collected: CONFIG\.json has no usdm\.pairs$/],
  [['--code', 'dogeusdt'], /^dogeusdt is not collected in spot: pairs of CONFIG\.json has btcusdt, ethusdt$/],
  [['--code', 'btcusdt', '--every', '0'], /--every must be a whole number from 1 to 86400 \(got "0"\)/],
  [['--code', 'btcusdt', '--every', '1.5'], /--every must be a whole number/],
  [['--code', 'btcusdt', '--keep', '-1'], /--keep/],
  [['--code', 'btcusdt', '--keep', '0'], /--keep must be a whole number/],
  [['--code', 'btcusdt', '--out', ''], /--out is empty/],
  [['--code', 'btcusdt', 'x'], /"x" belongs to no option/],
  [['--code', 'btcusdt', '--force'], /--force/],
  [['--compare', 'a.json'], /--compare wants two files \(got 1\)/],
  [['--compare', 'a', 'b', '--code', 'btcusdt'], /leave --code out/],
  [['--compare', 'none.json', 'none.json'], /^none\.json: there is no such file$/],
  [['--compare', 'CONFIG.json', 'CONFIG.json'], /^CONFIG\.json: it names no version of a snapshot/],
] as [string[], RegExp][])('refuses %j in one line, and writes nothing', async (args, message) => {
  const { code, stdout, stderr } = await snapshot(...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
  expect(filesIn()).toEqual([]);
});

it('says that no Redis answers', async () => {
  const url = 'redis://127.0.0.1:1';
  const { code, stderr } = await begin(['--code', 'btcusdt'], { REDIS_URL: url }).ended;
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^Redis at redis:..127.0.0.1:1 does not answer: start it, .*\n$/),
  ]);
  expect(filesIn()).toEqual([]);
});

it('prints what has changed from one file to another', async () => {
  await snapshot('--code', 'btcusdt');
  await api.latest('price', { symbol: 'BTCUSDT', price: '99.09900000' }, api.now + 1);
  await snapshot('--code', 'btcusdt', '--out', out);
  const [a = '', b = ''] = filesIn().map((name) => path.join(out, name));
  const { code, stdout } = await snapshot('--compare', a, b);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a: spot btcusdt at .*, from simulator\nb: .* s after a\n/);
  expect(stdout).toMatch(/^price\.last +100\.1 +99\.099 +-1\.001 +-1 +quote asset$/m);
  expect(stdout).toMatch(/1 of \d+ figures have changed, \d+ have not\.\n$/);
});

it('with --every goes on until Ctrl-C, and past failures; with --keep only the newest stay', async () => {
  fs.mkdirSync(out);
  const others = [
    snapshotNameOf({ market: 'spot', code: 'ethusdt', at: 1 }),
    snapshotNameOf({ market: 'usdm', code: 'btcusdt', at: 1 }),
    'spot-btcusdt-19700101T000000.001Z.json.old',
    'spot-btcusdt-1.json',
  ];
  const old = snapshotNameOf({ market: 'spot', code: 'btcusdt', at: 1 });
  for (const name of [...others, old]) fs.writeFileSync(path.join(out, name), '');
  const { child, said, ended } = begin(['--code', 'btcusdt', '--every', '1', '--keep', '2']);
  await eventually(() => said.stdout.split('\n').filter((line) => line.includes('price')).length >= 3);
  await api.store.redis.flushdb();
  await eventually(() => /^\d{4}-.*Z no snapshot of spot btcusdt: nothing of/m.test(said.stderr));
  const length = said.stdout.length;
  await fill(api);
  await eventually(() => said.stdout.length > length);
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
  const own = filesIn().filter((name) => !others.includes(name));
  expect(own).toHaveLength(2);
  expect(own).not.toContain(old);
  expect(filesIn().filter((name) => others.includes(name))).toEqual([...others].sort());
});

it('a snapshot is saved, though older ones cannot be removed, and both is said', async () => {
  // No file, so it cannot be removed as one.
  const old = path.join(out, snapshotNameOf({ market: 'spot', code: 'btcusdt', at: 1 }));
  fs.mkdirSync(old, { recursive: true });
  const { code, stdout, stderr } = await snapshot('--code', 'btcusdt', '--keep', '1');
  expect([code, stdout]).toEqual([1, expect.stringContaining(': price 100.1')]);
  expect(stderr).toMatch(/^older snapshots of spot btcusdt stay: [^\n]*\n$/);
  expect(filesIn()).toHaveLength(2);
});

it('several at once all save theirs', async () => {
  const all = await Promise.all([1, 2, 3].map(() => snapshot('--code', 'btcusdt')));
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(filesIn()).toHaveLength(3);
  for (const name of filesIn()) expect(isSnapshot(readFile(name))).toBe(true);
});

it('removes what was left behind by one that was killed, and nothing else', async () => {
  fs.mkdirSync(out);
  const name = snapshotNameOf({ market: 'spot', code: 'btcusdt', at: 1 });
  const [left, alive, other] = [`.${name}.999999999.1.tmp`, `.${name}.${process.pid}.1.tmp`, '.x.json.999999999.1.tmp'];
  for (const file of [left, alive, other]) fs.writeFileSync(path.join(out, file), '');
  await snapshot('--code', 'btcusdt');
  const files = filesIn();
  expect(files).toEqual(expect.arrayContaining([alive, other]));
  expect(files).not.toContain(left);
});

it.each(['SIGINT', 'SIGTERM'] as const)('%s at any moment leaves no half file', async (signal) => {
  // Before anything is open, and while one snapshot after the other is written.
  const ends = [300, 900, ...Array.from({ length: 6 }, () => null)];
  await Promise.all(
    ends.map(async (afterMs, index) => {
      const { child, said, ended } = begin(['--code', 'btcusdt,ethusdt', '--every', '1']);
      if (afterMs === null) await eventually(() => said.stdout.includes('price'));
      await wait(afterMs ?? index * 40);
      child.kill(signal);
      await ended;
    }),
  );
  for (const name of filesIn()) {
    expect(parseSnapshotName(name)).not.toBeNull();
    expect(isSnapshot(readFile(name))).toBe(true);
  }
});

it.each([
  ['below a file', (file: string) => path.join(file, 'below'), /^\S+below is no folder: a part of this path is a file/],
  ['that is a file', (file: string) => file, /^\S+no-folder is no folder/],
  ['where none can be made', () => '/proc/none', /^\/proc\/none cannot be made there/],
])('a folder %s is said in one line', async (_where, folderOf, message) => {
  const file = path.join(directory, 'no-folder');
  fs.writeFileSync(file, '');
  const { code, stdout, stderr } = await snapshot('--code', 'btcusdt', '--out', folderOf(file));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
});

it('a full disk is said in one line, leaves nothing behind, and is got over', async () => {
  const folder = path.join(directory, 'small');
  const disk = smallDisk(folder);
  if (typeof disk === 'string') {
    console.warn(disk);
    return;
  }
  try {
    disk.fill();
    const { child, said, ended } = begin(['--code', 'btcusdt', '--every', '1', '--out', folder]);
    await eventually(() => said.stderr.includes('\n'));
    expect(said.stderr).toMatch(/^\S+Z no snapshot of spot btcusdt: .* the disk is full; make room/);
    expect(filesIn(folder)).toEqual(['ballast']);
    disk.empty();
    await eventually(() => said.stdout.includes('\n'));
    child.kill('SIGINT');
    await ended;
    for (const name of filesIn(folder)) expect(parseSnapshotName(name)).not.toBeNull();
  } finally {
    disk.close();
  }
});
