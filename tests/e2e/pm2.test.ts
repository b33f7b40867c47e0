import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { collectorsOf } from '../../markets/markets.js';
import { freePort } from '../../scripts/processes/freePort.ts';
import type { RunningPart } from '../../scripts/processes/keep.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { type RedisServer, startRedisServer } from '../../scripts/redis/redisServer.ts';
import { eventually } from '../eventually.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';
import { createPm2, type Pm2 } from './pm2.ts';

const collectors = collectorsOf('spot');

const root = path.resolve(__dirname, '../..');
const limitMs = 120_000;
/** Longest wait for what takes a few seconds on a quiet machine. */
const withinMs = 40_000;
const pairs = ['btcusdt'];
const programs = [...collectors.map(({ name }) => `collector-${name}`), 'relay', 'api'];

let directory: string;
let redis: RedisServer;
let simulator: RunningPart;
let api: string;
let env: NodeJS.ProcessEnv;
let pm2: Pm2;

interface Listed {
  name: string;
  pid: number;
  pm2_env: { status: string; restart_time: number };
}

const list = async (): Promise<Listed[]> => {
  const output = await pm2.run(['jlist', '--silent']);
  return JSON.parse(output.slice(output.indexOf('[')));
};

async function find(program: string): Promise<Listed> {
  const found = (await list()).find(({ name }) => name === program);
  if (found === undefined) throw new Error(`PM2 does not list ${program}`);
  return found;
}

const isReady = async (): Promise<boolean> => {
  const response = await fetch(`${api}/ready`).catch(() => undefined);
  return response?.status === 200;
};

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'pm2-'));
  redis = await startRedisServer({ directory: path.join(directory, 'redis') });
  const simulatorPort = await freePort();
  simulator = await startChild({
    command: process.execPath,
    args: ['dist/simulator/main.js', '--port', String(simulatorPort), '--control-port', '0'],
    cwd: root,
    onLine: () => undefined,
  });
  const port = await freePort();
  api = `http://127.0.0.1:${port}`;
  const config = path.join(directory, 'CONFIG.json');
  fs.writeFileSync(config, JSON.stringify({ pairs }));
  env = {
    ...process.env,
    PM2_HOME: path.join(directory, 'pm2'),
    CONFIG_FILE: config,
    REDIS_URL: redis.url,
    BINANCE_SPOT_URL: `http://127.0.0.1:${simulatorPort}`,
    API_PORT: String(port),
    LOG_DIR: path.join(directory, 'logs'),
  };
  pm2 = createPm2(env);
}, limitMs);

afterAll(async () => {
  await pm2.end();
  await simulator.stop();
  await redis.stop();
  fs.rmSync(directory, { recursive: true, force: true });
}, limitMs);

test(
  'the ecosystem file brings up every collector and the API, and every feed gets fresh',
  async () => {
    await pm2.run(['start', 'ecosystem.config.js']);
    const listed = await list();
    expect(listed.map(({ name }) => name).sort()).toEqual(programs.toSorted());
    expect(listed.map(({ pm2_env }) => pm2_env.status)).toEqual(programs.map(() => 'online'));
    await eventually(isReady, limitMs);
  },
  limitMs,
);

test(
  'a worker killed with kill -9 comes back and its feed is fresh again',
  async () => {
    const before = await find('collector-price');
    process.kill(before.pid, 'SIGKILL');
    const after = await eventually(async () => {
      const found = await find('collector-price');
      return found.pid !== before.pid && found.pm2_env.status === 'online' && found;
    }, withinMs);
    expect(after.pm2_env.restart_time).toBe(before.pm2_env.restart_time + 1);
    const reportedPid = async (): Promise<unknown> => {
      const { workers } = (await (await fetch(`${api}/health`)).json()) as { workers: { name: string; pid: number }[] };
      return workers.find(({ name }) => name === 'price')?.pid;
    };
    await eventually(async () => (await reportedPid()) === after.pid, withinMs);
    await eventually(isReady, withinMs);
  },
  limitMs,
);

test(
  'logs that are removed while it runs are made again, also by a worker that ends while there are none',
  async () => {
    const logs = path.join(directory, 'logs');
    const edit = (content: object) =>
      fs.writeFileSync(path.join(directory, 'CONFIG.json'), JSON.stringify({ pairs, ...content }));
    const areThere = () => programs.every((name) => fs.existsSync(path.join(logs, `${name}.log`)));
    fs.rmSync(logs, { recursive: true });
    // Every process logs an edit that is taken.
    edit({ retention: { klines: 999 } });
    await eventually(areThere, withinMs);
    // All have logged: nobody makes the folder before the worker that ends.
    fs.rmSync(logs, { recursive: true });
    const { pid } = await find('collector-depth');
    process.kill(pid, 'SIGKILL');
    await eventually(() => fs.existsSync(path.join(logs, 'collector-depth.log')), withinMs);
    await eventually(isReady, withinMs);
    // What follows looks for all of them.
    edit({});
    await eventually(areThere, withinMs);
  },
  limitMs,
);

test(
  'pm2 kill leaves nothing behind, and the programs have logged to their own files',
  async () => {
    const pids = (await list()).map(({ pid }) => pid);
    await pm2.run(['kill']);
    await eventually(() => pids.every((pid) => !isRunning(pid)), withinMs);
    const isDaemon = ({ command }: { command: string }) => command.includes(directory) && command.includes('PM2');
    await eventually(() => !processes().some(isDaemon), withinMs);
    expect(fs.readdirSync(path.join(directory, 'logs')).sort()).toEqual(programs.map((name) => `${name}.log`).sort());
  },
  limitMs,
);
