import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type RunningApi, startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/freePort.ts';
import { type RedisServer, startRedisServer } from '../../../scripts/redisServer.ts';
import { spawnGuarded } from '../../../scripts/spawnGuarded.ts';
import { connectStore } from '../../../store/connect.ts';
import { claimSource } from '../../../store/source.ts';
import { writeVerdict } from '../../../store/verdict.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog } from '../../testStore.ts';

let directory: string;
let port: number;
let env: NodeJS.ProcessEnv;
const closers: (() => unknown)[] = [];
const fatal: Error[] = [];

const writeConfig = (changes: Record<string, unknown> = {}) =>
  fs.writeFileSync(
    path.join(directory, 'CONFIG.json'),
    JSON.stringify({
      pairs: ['btcusdt'],
      redis: { url: `unix://${directory}/redis.sock` },
      api: { port },
      log: { directory: path.join(directory, 'logs') },
      ...changes,
    }),
  );
const redis = async (args: readonly string[] = []): Promise<RedisServer> => {
  const server = await startRedisServer({ directory, args });
  closers.push(() => server.stop());
  return server;
};
const start = async (): Promise<RunningApi> => {
  const api = await startApi({ env, onFatal: (error) => fatal.push(error) });
  closers.push(() => api.stop());
  return api;
};
const status = async (query: string) => (await fetch(`http://127.0.0.1:${port}${query}`)).status;
const log = () => fs.readFileSync(path.join(directory, 'logs/api.log'), 'utf8');
const data = '/GetData?type=1&code=btcusdt';

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'api-start-'));
  port = await freePort();
  env = { CONFIG_FILE: path.join(directory, 'CONFIG.json') };
  fatal.length = 0;
  writeConfig();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  fs.rmSync(directory, { recursive: true, force: true });
});

it('starts without Redis, says once that it waits, and recovers by itself', async () => {
  await start();
  expect([await status(data), await status('/live'), await status('/ready'), await status('/health')]).toEqual([
    503, 200, 503, 200,
  ]);
  await redis();
  await eventually(async () => (await status(data)) === 200);
  expect(log().match(/does not answer: waiting for it/g)).toHaveLength(1);
  expect(fatal).toEqual([]);
});

it('takes pairs, access keys and a log level from an edit while it runs', async () => {
  const { url } = await redis();
  await start();
  expect(await status(data)).toBe(200);
  expect(await status('/GetData?type=1&code=ethusdt')).toBe(404);
  const writer = await connectStore({ url, db: 2, name: 'test', log: createTestLog().log });
  closers.push(() => writer.close());
  await writeVerdict(writer, { pairs: ['ethusdt'], faults: [] });
  writeConfig({ pairs: ['ethusdt'] });
  await eventually(async () => (await status('/GetData?type=1&code=ethusdt')) === 200);
  expect(await status(data)).toBe(404);
  const quieter = { directory: path.join(directory, 'logs'), level: 'error' };
  writeConfig({ pairs: ['ethusdt'], api: { port, accessKeys: ['a-key-of-ours'] }, log: quieter });
  await eventually(async () => (await status('/health')) === 401);
  const taken = () => log().match(/configuration taken/g)?.length;
  expect(taken()).toBe(2);
  writeConfig({ pairs: ['ethusdt'], log: quieter });
  await eventually(async () => (await status('/health')) === 200);
  expect(taken()).toBe(2);
});

it('follows what the collectors say of themselves', async () => {
  const { url } = await redis();
  await start();
  const source = async () => (await fetch(`http://127.0.0.1:${port}${data}`)).headers.get('x-data-source');
  expect(await source()).toBe('unknown');
  const writer = await connectStore({ url, db: 2, name: 'test', log: createTestLog().log });
  closers.push(() => writer.close());
  await claimSource(writer, 'spot', 'simulator');
  await eventually(async () => (await source()) === 'simulator');
});

it('keeps its pairs when the exchange does not list those of an edit, and says so', async () => {
  const { url } = await redis();
  await start();
  const writer = await connectStore({ url, db: 2, name: 'test', log: createTestLog().log });
  closers.push(() => writer.close());
  await writeVerdict(writer, { pairs: ['btcusdt', 'nopeusdt'], faults: ['pairs: NOPEUSDT is not listed'] });
  writeConfig({ pairs: ['btcusdt', 'nopeusdt'] });
  await eventually(async () => {
    const { config } = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as {
      config: { api: { faults: string[] } };
    };
    return config.api.faults.join().includes('NOPEUSDT is not listed');
  });
  expect(await status('/GetData?type=1&code=nopeusdt')).toBe(404);
  expect(await status(data)).toBe(200);
});

it('keeps the log of each process of a cluster apart', async () => {
  env = { ...env, NODE_APP_INSTANCE: '2' };
  await start();
  expect(fs.readFileSync(path.join(directory, 'logs/api-2.log'), 'utf8')).toMatch(/listening on/);
});

it('refuses to start on a port in use, with one line that names it', async () => {
  const other = net.createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  closers.push(() => other.close());
  await expect(start()).rejects.toThrow(`cannot listen on 127.0.0.1:${port} (api.host, api.port): the port is in use`);
  expect((other.address() as AddressInfo).port).toBe(port);
});

it('refuses to start where Redis asks for another password, and leaves the port free', async () => {
  await redis(['--requirepass', 'secret-of-redis']);
  await expect(start()).rejects.toThrow(/refuses us/);
  await expect(status('/live')).rejects.toThrow();
});

it('gives up later when a Redis that came up late refuses it', async () => {
  await start();
  await redis(['--requirepass', 'secret-of-redis']);
  await eventually(() => fatal.length === 1);
  expect(fatal[0]?.message).toMatch(/^Redis at .* refuses us/);
});

describe('as a process', () => {
  const run = (changes: NodeJS.ProcessEnv = {}) => {
    const script = path.resolve('tests/integration/scripts/runTypeScript.cjs');
    const child = spawnGuarded(process.execPath, [script, 'api/main.ts'], {
      ipc: true,
      env: { ...process.env, ...env, ...changes },
    });
    let stderr = '';
    child.stdout?.resume();
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    closers.push(() => child.kill('SIGKILL'));
    return { child, stderr: () => stderr };
  };

  it('reports ready, also without Redis, and stops on SIGTERM with exit code 0', async () => {
    const { child } = run();
    const [message] = await once(child, 'message');
    expect(message).toBe('ready');
    expect(await status('/live')).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['an unreadable configuration', { CONFIG_FILE: '/nowhere/CONFIG.json' }, /^api: \/nowhere\/CONFIG.json: .+\n$/],
    ['an address of another machine', { API_HOST: '192.0.2.1' }, /^api: cannot listen on 192\.0\.2\.1:\d+ .+\n$/],
  ])('ends with one line and exit code 1 for %s', async (_, changes, line) => {
    const { child, stderr } = run(changes);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr()).toMatch(line);
  });
});
