import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { intervalMinutes } from '../../markets/intervals.js';
import { freePort } from '../../scripts/processes/freePort.ts';
import { readLines } from '../../scripts/processes/readLines.ts';
import { configOf } from '../configOf.ts';
import { countFeeds } from '../countFeeds.ts';
import { eventually } from '../eventually.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';

const root = path.resolve(__dirname, '../..');
const limitMs = 60_000;
/** What an operator has who has just cloned the repository, with little history, which is soon fetched. */
const sample: { readonly pairs: readonly string[]; readonly usdm: { readonly pairs: readonly string[] } } = JSON.parse(
  fs.readFileSync(path.join(root, 'CONFIG.json'), 'utf8'),
);
const retention = { klines: 100, trades: 1000 };
const little = { ...sample, retention, usdm: { ...sample.usdm, retention } };
const oneMore = { ...little, pairs: [...little.pairs, 'ltcusdt'] };

let directory: string;
let demo: ChildProcess;
let api: string;
let config: string;
const lines: string[] = [];

const line = (pattern: RegExp): Promise<string> =>
  eventually(() => {
    const found = lines.find((each) => pattern.test(each));
    if (found === undefined) throw new Error(`no line like ${pattern} in\n${lines.join('\n')}`);
    return found;
  }, limitMs);

/** The process groups of what it started. */
const groupsOf = ({ pid }: ChildProcess): number[] =>
  processes()
    .filter(({ parent }) => parent === pid)
    .map(({ group }) => group);

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'demo-'));
  config = path.join(directory, 'CONFIG.json');
  fs.writeFileSync(config, JSON.stringify(little));
  demo = spawn(process.execPath, ['scripts/run.js', 'demo', '--directory', directory], {
    cwd: root,
    env: { ...process.env, CONFIG_FILE: config, API_PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (demo.stdout) readLines(demo.stdout, (text) => lines.push(text));
  api = (await line(/^ {2}API/)).trim().split(/\s+/)[1] ?? '';
}, limitMs);

afterAll(async () => {
  if (demo.exitCode === null && demo.signalCode === null) {
    const groups = groupsOf(demo);
    demo.kill('SIGKILL');
    await once(demo, 'exit');
    await eventually(() => groups.every((group) => !isRunning(-group)), limitMs);
  }
  fs.rmSync(directory, { recursive: true, force: true });
}, limitMs);

test(
  'all feeds of all pairs get fresh, and it says so without escape codes',
  async () => {
    const feeds = countFeeds(configOf(sample));
    expect(await line(/ fresh after /)).toMatch(new RegExp(`^all ${feeds} feeds fresh after \\d+\\.\\d s$`));
    expect((await fetch(`${api}/ready`)).status).toBe(200);
    expect(lines.join('\n')).not.toContain('\x1b');
  },
  limitMs,
);

const markets = [
  ['spot', ''],
  ['futures', 'market=usdm&'],
] as const;
const candles = intervalMinutes.flatMap((type) => markets.map(([name, market]) => [type, name, market] as const));
test.each(candles)('the candles of %d minutes of %s answer a page of ten rows', async (type, _name, market) => {
  const response = await fetch(`${api}/GetData?${market}pageSize=1&type=${type}&code=btcusdt`);
  expect(response.headers.get('x-data-source')).toBe('simulator');
  const { data } = (await response.json()) as { data: unknown[] };
  expect(data).toHaveLength(10);
});

test('what README shows of futures is there: the mark price, and what funding was paid', async () => {
  await line(/GetData\?market=usdm&type=mark-price&code=btcusdt$/);
  for (const [type, field] of [
    ['mark-price', 'markPrice'],
    ['funding-rate', 'fundingRate'],
  ] as const) {
    const response = await fetch(`${api}/GetData?market=usdm&type=${type}&code=btcusdt`);
    expect(response.headers.get('x-data-stale')).toBe('false');
    const { data } = (await response.json()) as { data: Record<string, unknown>[] };
    expect(data[0]?.[field]).toEqual(expect.any(String));
  }
});

test(
  'with the variables that it prints a command finds its Redis and its exchange',
  async () => {
    const [, variables] = (await line(/ first paste: export /)).split('paste: export ');
    const out = path.join(directory, 'candles.csv');
    const command = `export ${variables}; ${process.execPath} scripts/run.js export --feed klines --interval 1 --code btcusdt --last "5 hours" --out ${out}`;
    const exporting = spawn('sh', ['-c', command], {
      cwd: root,
      env: { ...process.env, CONFIG_FILE: config },
      stdio: 'inherit',
    });
    expect(await once(exporting, 'exit')).toEqual([0, null]);
    // More than the demo keeps: what lies below comes from its exchange.
    expect(fs.readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(301);
  },
  limitMs,
);

test(
  'an edit that is taken, and one that is refused, have a line each on the terminal',
  async () => {
    fs.writeFileSync(config, JSON.stringify(oneMore));
    await line(/^configuration taken: ltcusdt added$/);
    await line(/^fresh: all of ltcusdt$/);
    fs.writeFileSync(config, '{"pairs": []}');
    await line(/^configuration refused, the last good one stays in use: pairs: must be /);
  },
  limitMs,
);

test(
  'an exchange that stops answering is told of, with the feeds that go stale, and so is its return',
  async () => {
    const simulator = processes().find(({ parent, command }) => parent === demo.pid && command.includes('simulator'));
    const pid = simulator?.pid ?? 0;
    expect(pid).toBeGreaterThan(0);
    // One pair has been added meanwhile.
    const feeds = countFeeds(configOf(oneMore));
    process.kill(pid, 'SIGSTOP');
    await line(/^the simulated exchange cannot be reached: .*no whole answer within 4000 ms$/);
    await line(new RegExp(`^stale: \\d+ of ${feeds} feeds$`));
    process.kill(pid, 'SIGCONT');
    await line(/^the simulated exchange can be reached again$/);
    await line(new RegExp(`^fresh: \\d+ of ${feeds} feeds$`));
    await line(new RegExp(`^all ${feeds} feeds fresh again after \\d+\\.\\d s$`));
    // On a busy machine some may come late.
    expect(lines.filter((each) => each.startsWith('stale: ')).length).toBeLessThanOrEqual(2);
  },
  limitMs,
);

test('SIGTERM ends everything it started', async () => {
  const groups = groupsOf(demo);
  expect(groups).toHaveLength(5);
  demo.kill('SIGTERM');
  const [code] = await once(demo, 'exit');
  expect(code).toBe(0);
  await eventually(() => groups.every((group) => !isRunning(-group)));
});
