import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Health } from '../../api/state/health/health.ts';
import { collectorsOf } from '../../markets/markets.js';
import { readHealth } from '../../scripts/health/readHealth.ts';
import { canConnect } from '../../scripts/processes/canConnect.ts';
import { freePort } from '../../scripts/processes/freePort.ts';
import { readLines } from '../../scripts/processes/readLines.ts';
import { createSimulator, type Simulator } from '../../simulator/createSimulator.ts';
import { eventually } from '../eventually.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';

const collectors = collectorsOf('spot');

const root = path.resolve(__dirname, '../..');
const limitMs = 60_000;
const reason = 'Binance cannot be reached: /api/v3/time: no connection (ECONNREFUSED';

let directory: string;
let simulator: Simulator | undefined;
let exchangePort: number;
let redisPort: number;
let apiPort: number;
let first: Started;

interface Started {
  readonly process: ChildProcess;
  readonly stdout: string[];
  readonly stderr: string[];
  readonly exited: Promise<unknown>;
}

let env: NodeJS.ProcessEnv;

/** `npm start`, with the data of its Redis in a folder of the test. */
const start = (): Started => {
  const args = ['scripts/run.js', 'start', '--directory', path.join(directory, 'redis')];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const started: Started = {
    process: child,
    stdout: [],
    stderr: [],
    exited: once(child, 'close').then(([code]) => code),
  };
  readLines(child.stdout, (line) => started.stdout.push(line));
  readLines(child.stderr, (line) => started.stderr.push(line));
  return started;
};

const groupsOf = ({ process: { pid } }: Started): number[] =>
  processes()
    .filter(({ parent }) => parent === pid)
    .map(({ group }) => group);

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'start-'));
  // Nothing listens there at first.
  exchangePort = await freePort();
  redisPort = await freePort();
  apiPort = await freePort();
  const config = path.join(directory, 'CONFIG.json');
  fs.writeFileSync(config, JSON.stringify({ pairs: ['btcusdt'], redis: { url: `redis://127.0.0.1:${redisPort}` } }));
  env = {
    ...process.env,
    CONFIG_FILE: config,
    BINANCE_SPOT_URL: `http://127.0.0.1:${exchangePort}`,
    API_PORT: String(apiPort),
    LOG_DIR: path.join(directory, 'logs'),
  };
  delete env.REDIS_URL;
  first = start();
}, limitMs);

afterAll(async () => {
  const groups = groupsOf(first);
  first.process.kill('SIGKILL');
  await first.exited;
  await eventually(() => groups.every((group) => !isRunning(-group)), limitMs);
  await simulator?.close();
  fs.rmSync(directory, { recursive: true, force: true });
}, limitMs);

/** A line that it says on the terminal. */
const line = (pattern: RegExp): Promise<string> =>
  eventually(() => {
    const found = first.stdout.find((each) => pattern.test(each));
    if (found === undefined) throw new Error(`no line like ${pattern} in\n${first.stdout.join('\n')}`);
    return found;
  }, limitMs);

test('at the first start the terminal, the status and /health say why the exchange cannot be reached', async () => {
  expect(await line(/cannot be reached/)).toContain(reason);
  const health: Health = await readHealth(`http://127.0.0.1:${apiPort}`);
  expect(health.exchange).toMatchObject({ reachable: false, error: expect.stringContaining(reason) });
  expect(health.feeds[0]).toMatchObject({ status: 'UNVERIFIED', lastError: expect.stringContaining(reason) });
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.js', 'status'], { cwd: root, env });
  expect(stdout.replace(/\s+/g, ' ')).toContain(reason);
});

test('and once it can be, the terminal says so, and that all is fresh', async () => {
  simulator = await createSimulator({ port: exchangePort });
  await line(/^(Binance|the simulated exchange) can be reached again$/);
  await line(new RegExp(`^all ${collectors.length} feeds fresh after \\d+\\.\\d s$`));
  expect(first.stdout.filter((each) => each.includes(reason))).toHaveLength(1);
});

test(
  'where nothing answers at the configured address, a Redis is started there and used, and everything gets fresh',
  async () => {
    const url = `http://127.0.0.1:${apiPort}/ready`;
    await eventually(async () => {
      const response = await fetch(url);
      if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
      return response;
    }, limitMs);
    expect(first.stdout[0]).toBe(
      `no Redis answers on port ${redisPort}: starting one that keeps its data in ${directory}/redis`,
    );
    expect(await canConnect({ port: redisPort, host: '127.0.0.1' })).toBe(true);
    expect(fs.readdirSync(path.join(directory, 'redis'))).toContain('appendonlydir');
    expect(first.stderr).toEqual([]);
  },
  limitMs,
);

test(
  'it says where the API and the rest are',
  async () => {
    expect(first.stdout).toEqual(
      expect.arrayContaining([
        `  API         http://127.0.0.1:${apiPort}`,
        `  exchange    ${env.BINANCE_SPOT_URL}`,
        `  Redis       redis://127.0.0.1:${redisPort}, db 2`,
        `  logs        ${env.LOG_DIR}`,
      ]),
    );
  },
  limitMs,
);

test('where the port of the API is taken, it ends with one clear line and exit code 1', async () => {
  const second = start();
  expect(await second.exited).toBe(1);
  expect(second.stderr).toEqual([
    `port ${apiPort} of 127.0.0.1 is taken; choose another with api.port in CONFIG.json or API_PORT`,
  ]);
  expect(second.stdout).toEqual([]);
});

test('an argument it does not know is refused with its usage', async () => {
  const args = ['scripts/run.js', 'start', '--port', '1'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toMatch(/^Unknown option '--port'.*usage: npm start -- \[--directory data\/redis\]\n$/);
});

test('SIGTERM ends everything it started', async () => {
  const groups = groupsOf(first);
  expect(groups).toHaveLength(4);
  first.process.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  await eventually(() => groups.every((group) => !isRunning(-group)));
});
