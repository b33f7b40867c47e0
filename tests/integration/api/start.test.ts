import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type RunningApi, startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { spawnGuarded } from '../../../scripts/processes/spawnGuarded.ts';
import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { claimSource } from '../../../store/market/source.ts';
import { writeVerdict } from '../../../store/market/verdict.ts';
import { connectStore } from '../../../store/redis/connect.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { createTestLog } from '../../testStore.ts';

const data = '/GetData?type=1&code=btcusdt';

async function open(atEnd: AtEnd) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'api-start-'));
  atEnd(() => fs.rmSync(directory, { recursive: true, force: true }));
  const port = await freePort();
  const env: NodeJS.ProcessEnv = { CONFIG_FILE: path.join(directory, 'CONFIG.json') };
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
  writeConfig();
  return {
    directory,
    port,
    fatal,
    writeConfig,
    atEnd,
    async redis(args: readonly string[] = []): Promise<void> {
      const server = await startRedisServer({ directory, args });
      atEnd(() => server.stop());
    },
    /** A store on that Redis, as collectors have one. */
    async openWriter() {
      const url = `unix://${directory}/redis.sock`;
      const writer = await connectStore({ url, db: 2, name: 'test', log: createTestLog().log });
      atEnd(() => writer.close());
      return writer;
    },
    async start(changes: NodeJS.ProcessEnv = {}): Promise<RunningApi> {
      const api = await startApi({ env: { ...env, ...changes }, onFatal: (error) => fatal.push(error) });
      atEnd(() => api.stop());
      return api;
    },
    /** As a process of its own. */
    run(changes: NodeJS.ProcessEnv = {}) {
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
      atEnd(() => child.kill('SIGKILL'));
      return { child, stderr: () => stderr };
    },
    status: async (query: string) => (await fetch(`http://127.0.0.1:${port}${query}`)).status,
    log: () => fs.readFileSync(path.join(directory, 'logs/api.log'), 'utf8'),
  };
}

it.concurrent(
  'starts without Redis, says once that it waits, and recovers by itself',
  inWorld(open, async ({ fatal, redis, start, status, log }) => {
    await start();
    expect([await status(data), await status('/live'), await status('/ready'), await status('/health')]).toEqual([
      503, 200, 503, 200,
    ]);
    await redis();
    await eventually(async () => (await status(data)) === 200);
    expect(log().match(/does not answer: waiting for it/g)).toHaveLength(1);
    expect(fatal).toEqual([]);
  }),
);

it.concurrent(
  'takes pairs, access keys and a log level from an edit while it runs',
  inWorld(open, async ({ directory, port, writeConfig, redis, openWriter, start, status, log }) => {
    await redis();
    await start();
    expect(await status(data)).toBe(200);
    expect(await status('/GetData?type=1&code=ethusdt')).toBe(404);
    const writer = await openWriter();
    await writeVerdict(writer, 'spot', { pairs: ['ethusdt'], faults: [] });
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
  }),
);

it.concurrent(
  'follows what the collectors say of themselves',
  inWorld(open, async ({ port, redis, openWriter, start }) => {
    await redis();
    await start();
    const source = async () => (await fetch(`http://127.0.0.1:${port}${data}`)).headers.get('x-data-source');
    expect(await source()).toBe('unknown');
    const writer = await openWriter();
    await claimSource(writer, 'spot', 'simulator');
    await eventually(async () => (await source()) === 'simulator');
  }),
);

it.concurrent(
  'keeps its pairs when the exchange does not list those of an edit, and says so',
  inWorld(open, async ({ port, writeConfig, redis, openWriter, start, status }) => {
    await redis();
    await start();
    const writer = await openWriter();
    await writeVerdict(writer, 'spot', { pairs: ['btcusdt', 'nopeusdt'], faults: ['pairs: NOPEUSDT is not listed'] });
    writeConfig({ pairs: ['btcusdt', 'nopeusdt'] });
    await eventually(async () => {
      const { config } = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as {
        config: { api: { faults: string[] } };
      };
      return config.api.faults.join().includes('NOPEUSDT is not listed');
    });
    expect(await status('/GetData?type=1&code=nopeusdt')).toBe(404);
    expect(await status(data)).toBe(200);
  }),
);

it.concurrent(
  'keeps the log of each process of a cluster apart',
  inWorld(open, async ({ directory, start }) => {
    await start({ NODE_APP_INSTANCE: '2' });
    expect(fs.readFileSync(path.join(directory, 'logs/api-2.log'), 'utf8')).toMatch(/listening on/);
  }),
);

it.concurrent(
  'refuses to start on a port in use, with one line that names it',
  inWorld(open, async ({ port, atEnd, start }) => {
    const other = net.createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    atEnd(() => other.close());
    await expect(start()).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port} (api.host, api.port): the port is in use`,
    );
    expect((other.address() as AddressInfo).port).toBe(port);
  }),
);

it.concurrent(
  'refuses to start where Redis asks for another password, and leaves the port free',
  inWorld(open, async ({ redis, start, status }) => {
    await redis(['--requirepass', 'secret-of-redis']);
    await expect(start()).rejects.toThrow(/refuses us/);
    await expect(status('/live')).rejects.toThrow();
  }),
);

it.concurrent(
  'gives up later when a Redis that came up late refuses it',
  inWorld(open, async ({ fatal, redis, start }) => {
    await start();
    await redis(['--requirepass', 'secret-of-redis']);
    await eventually(() => fatal.length === 1);
    expect(fatal[0]?.message).toMatch(/^Redis at .* refuses us/);
  }),
);

it.concurrent(
  'as a process reports ready, also without Redis, and stops on SIGTERM with exit code 0',
  inWorld(open, async ({ run, status }) => {
    const { child } = run();
    const [message] = await once(child, 'message');
    expect(message).toBe('ready');
    expect(await status('/live')).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }),
);

it.concurrent.each([
  ['an unreadable configuration', { CONFIG_FILE: '/nowhere/CONFIG.json' }, /^api: \/nowhere\/CONFIG.json: .+\n$/],
  ['an address of another machine', { API_HOST: '192.0.2.1' }, /^api: cannot listen on 192\.0\.2\.1:\d+ .+\n$/],
])(
  'as a process ends with one line and exit code 1 for %s',
  inWorld(open, async ({ run }, _: string, changes: NodeJS.ProcessEnv, line: RegExp) => {
    const { child, stderr } = run(changes);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr()).toMatch(line);
  }),
);
