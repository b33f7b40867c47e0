import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Health } from '../../api/state/health.ts';
import { collectors } from '../../markets/markets.js';
import { readHealth } from '../../scripts/health/readHealth.ts';
import { freePort } from '../../scripts/processes/freePort.ts';
import { readLines } from '../../scripts/processes/readLines.ts';
import { createSimulator, type Simulator } from '../../simulator/createSimulator.ts';
import { eventually } from '../eventually.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';

const root = path.resolve(__dirname, '../..');
const limitMs = 60_000;
const reason = 'Binance cannot be reached: /api/v3/time: no connection (ECONNREFUSED';

let directory: string;
let started: ChildProcess;
let simulator: Simulator | undefined;
let exchangePort: number;
let api: string;
let env: NodeJS.ProcessEnv;
const lines: string[] = [];

const line = (pattern: RegExp): Promise<string> =>
  eventually(() => {
    const found = lines.find((each) => pattern.test(each));
    if (found === undefined) throw new Error(`no line like ${pattern} in\n${lines.join('\n')}`);
    return found;
  }, limitMs);

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'unreachable-'));
  exchangePort = await freePort();
  const apiPort = await freePort();
  api = `http://127.0.0.1:${apiPort}`;
  const config = path.join(directory, 'CONFIG.json');
  const redis = { url: `redis://127.0.0.1:${await freePort()}` };
  fs.writeFileSync(config, JSON.stringify({ pairs: ['btcusdt'], redis }));
  env = {
    ...process.env,
    CONFIG_FILE: config,
    BINANCE_SPOT_URL: `http://127.0.0.1:${exchangePort}`,
    API_PORT: String(apiPort),
    LOG_DIR: path.join(directory, 'logs'),
  };
  delete env.REDIS_URL;
  const args = ['scripts/run.js', 'start', '--directory', path.join(directory, 'redis')];
  started = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (started.stdout) readLines(started.stdout, (text) => lines.push(text));
}, limitMs);

afterAll(async () => {
  const groups = processes().flatMap(({ parent, group }) => (parent === started.pid ? [group] : []));
  started.kill('SIGTERM');
  if (started.exitCode === null) await once(started, 'exit');
  await eventually(() => groups.every((group) => !isRunning(-group)), limitMs);
  await simulator?.close();
  fs.rmSync(directory, { recursive: true, force: true });
}, limitMs);

test(
  'at the first start the terminal, the status and /health say why the exchange cannot be reached',
  async () => {
    expect(await line(/cannot be reached/)).toContain(reason);
    const health: Health = await readHealth(api);
    expect(health.exchange).toMatchObject({ reachable: false, error: expect.stringContaining(reason) });
    expect(health.feeds[0]).toMatchObject({ status: 'UNVERIFIED', lastError: expect.stringContaining(reason) });
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.js', 'status'], { cwd: root, env });
    expect(stdout.replace(/\s+/g, ' ')).toContain(reason);
  },
  limitMs,
);

test(
  'and once it can be, the terminal says so, and that all is fresh',
  async () => {
    simulator = await createSimulator({ port: exchangePort });
    await line(/^(Binance|the simulated exchange) can be reached again$/);
    await line(new RegExp(`^all ${collectors.length} feeds fresh after `));
    expect(lines.filter((each) => each.includes('cannot be reached'))).toHaveLength(1);
  },
  limitMs,
);
