import path from 'node:path';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import { freePort } from '../../scripts/processes/freePort.ts';
import type { RunningPart } from '../../scripts/processes/keep.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { readReports } from '../../store/reports/health.ts';
import { readStreamReports } from '../../store/reports/streamReports.ts';
import { configOf } from '../configOf.ts';
import { countFeeds } from '../countFeeds.ts';
import { eventually } from '../eventually.ts';
import { type Bench, openBench } from '../integration/collectors/collecting.ts';
import { busySymbols } from '../integration/collectors/streamed/onStreams.ts';

/** Futures as `PROCESSES=each pm2 start ecosystem.config.js` runs them: the collectors of one market, a process for each. */

const root = path.resolve(__dirname, '../..');
const limitMs = 180_000;
/** One of each kind: a machine of two cores starts no more of them in reasonable time. */
const statistics = ['top-long-short-positions', 'top-long-short-accounts', 'long-short-accounts', 'taker-volume'];
const content = {
  pairs: ['btcusdt'],
  klines: { intervals: [1] },
  // A young contract: of an old one the simulator has to count the trades of years first.
  usdm: {
    pairs: ['linkusdt'],
    transport: 'stream',
    klines: { intervals: [1, 5], prices: ['mark'] },
    feeds: Object.fromEntries(statistics.map((feed) => [feed, { enabled: false }])),
  },
};
const enabled = enabledCollectors(configOf(content)).filter(({ market }) => market === 'usdm');

let bench: Bench;
let env: NodeJS.ProcessEnv;
const parts: RunningPart[] = [];

async function start(args: readonly string[]): Promise<RunningPart> {
  const part = await startChild({ command: process.execPath, args, cwd: root, env, onLine: () => undefined });
  parts.push(part);
  return part;
}

/** The processes of the market as PM2 would start them, but those that CONFIG.json leaves nothing to do. */
async function processes(): Promise<readonly { readonly name: string; readonly args: readonly string[] }[]> {
  const original = process.env;
  process.env = { ...original, ...bench.env, PROCESSES: 'each' };
  try {
    const { apps } = await import('../../ecosystem.config.js');
    const names = new Set(enabled.map(({ name }) => `collector-${name}`));
    return apps.flatMap((app) =>
      names.has(app.name) && 'args' in app ? [{ name: app.name, args: [app.script, ...app.args] }] : [],
    );
  } finally {
    process.env = original;
  }
}

beforeAll(async () => {
  bench = await openBench(content, { isRealTime: true, symbols: busySymbols });
  env = { ...process.env, ...bench.env, API_PORT: String(await freePort()), LOG_LEVEL: 'warn' };
}, limitMs);
afterAll(async () => {
  await Promise.all(parts.map((part) => part.stop()));
  await bench.close();
}, limitMs);

test(
  'each collector is a process of its own; all get fresh, spend from one account, and follow one plan',
  async () => {
    const apps = await processes();
    expect(apps.map(({ name }) => name).toSorted()).toEqual(enabled.map(({ name }) => `collector-${name}`).toSorted());
    await Promise.all([
      ...apps.map(({ args }) => start(args)),
      start(['dist/collectors/main.js', '--market', 'spot']),
      start(['dist/api/main.js']),
    ]);

    const api = `http://127.0.0.1:${env.API_PORT}`;
    await eventually(async () => {
      const ready = await fetch(`${api}/ready`);
      expect([ready.status, await ready.json()]).toMatchObject([200, { feeds: countFeeds(configOf(content)) }]);
    }, limitMs);

    const reports = await readReports(bench.store);
    const own = enabled.map(({ name }) => reports.get(name));
    expect(new Set(own.map((report) => report?.pid)).size).toBe(enabled.length);
    expect(new Set(own.map((report) => report?.rung))).toEqual(new Set([3]));
    // Each process opens the sockets of its own feeds alone.
    const routesOf = new Map(
      (await readStreamReports(bench.store)).map(({ name, hub }) => [name, hub.sockets.map(({ route }) => route)]),
    );
    expect(routesOf.get('collector-usdm-depth')).toEqual(['public']);
    expect(routesOf.get('collector-usdm-trades')).toEqual(['market']);
    const { usdm, refusals, insisted } = bench.simulator.stats();
    expect(usdm.maxWeightInMinute).toBeGreaterThan(0);
    expect(usdm.maxWeightInMinute).toBeLessThanOrEqual(2400);
    expect([refusals, insisted]).toEqual([0, 0]);
  },
  limitMs,
);

test(
  'one that is killed takes nobody with it, and its successor goes on where it was',
  async () => {
    const app = (await processes()).find(({ name }) => name === 'collector-usdm-mark-price');
    const before = parts.find(({ process: { spawnargs } }) => spawnargs.includes('mark-price'));
    before?.process.kill('SIGKILL');
    const after = await start(app?.args ?? []);
    await eventually(async () => {
      const reports = await readReports(bench.store);
      expect(reports.get('usdm-mark-price')?.pid).toBe(after.process.pid);
      expect((await fetch(`http://127.0.0.1:${env.API_PORT}/ready`)).status).toBe(200);
    }, limitMs);
  },
  limitMs,
);
