import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { connectStore, describeRedis, type Store } from '../../../store/redis/connect.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog } from '../../testStore.ts';

let directory: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'connect-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true, force: true });
});

async function serve(args: string[] = []): Promise<RedisServer> {
  const server = await startRedisServer({ directory, args });
  closers.push(() => server.stop());
  return server;
}

async function open(options: { url: string; db?: number }): Promise<{ store: Store; lines: string[] }> {
  const { log, lines } = createTestLog();
  const store = await connectStore({ db: 2, name: 'test', log, ...options });
  closers.push(() => store.close());
  return { store, lines };
}

it('waits for a Redis that is down, says so once, and goes on when it is there', async () => {
  const { log, lines } = createTestLog();
  const opening = connectStore({ url: `unix://${directory}/redis.sock`, db: 2, name: 'test', log });
  await eventually(() => lines.length > 0);
  await serve();
  const store = await opening;
  closers.push(() => store.close());
  expect(await store.redis.ping()).toBe('PONG');
  expect(lines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
});

it('fails at once while Redis is lost, and works again when it is back', async () => {
  const server = await serve();
  const { store, lines } = await open({ url: server.url });
  let back = 0;
  store.onBack(() => {
    back++;
  });
  const write = () => writeLatest(store, 'spot:{a}:price', '1', { fence: 1, asOf: 1, source: 'binance' });
  await write();
  await server.kill();
  await eventually(() => !store.isUp());
  // None waits for its time to be over.
  const failure: unknown = await write().catch((error: unknown) => error);
  expect(String(failure)).toMatch(/Error/);
  expect(String(failure)).not.toMatch(/timed out/);
  await serve();
  await eventually(() => store.isUp());
  // The new server knows none of our scripts.
  expect(await write()).toMatchObject({ isChanged: true });
  expect(back).toBe(1);
  expect(lines.filter((line) => line.includes('is lost'))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith('is back'))).toHaveLength(1);
});

it('a frozen Redis costs a command one second, not for ever', async () => {
  const server = await serve();
  const { store } = await open({ url: server.url });
  server.pause();
  const before = performance.now();
  await expect(store.redis.ping()).rejects.toThrow(/timed out/);
  expect(performance.now() - before).toBeLessThan(10_000);
  server.resume();
  await eventually(async () => (await store.redis.ping()) === 'PONG');
});

it.each([
  ['a wrong password', 'redis://:wr@ng-S3CRET@', ['--requirepass', 'right'], 2],
  ['no password where one is needed', 'redis://', ['--requirepass', 'right'], 2],
  ['a user it does not know', 'redis://nobody:S3CRET@', [], 2],
  ['a database that is not there', 'redis://', ['--databases', '1'], 2],
])('says in one line that it cannot use Redis, without the password: %s', async (_name, scheme, args, db) => {
  const server = await startRedisServer({ directory, args, port: 0 });
  closers.push(() => server.stop());
  const { log, lines } = createTestLog();
  const url = server.url.replace('redis://', scheme);
  const error: unknown = await connectStore({ url, db, name: 'test', log }).catch((failure: unknown) => failure);
  expect(error).toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(/^Redis at redis:\/\/127.0.0.1:\d+ \(db 2\) refuses us: \S+/),
  });
  expect(`${(error as Error).message}${lines.join()}`).not.toMatch(/S3CRET|ng-/);
});

it.each([
  ['redis://:p@ss@host:6379', 'redis://host:6379'],
  ['redis://user:p@host/2', 'redis://host/2'],
  ['rediss://host?password=hunter2', 'rediss://host'],
  ['unix:///run/redis.sock', 'unix:///run/redis.sock'],
])('shows %s as %s', (url, shown) => {
  expect(describeRedis(url)).toBe(shown);
});

it('keeps what it stores in the configured database only', async () => {
  const server = await serve();
  const { store } = await open({ url: server.url });
  await writeLatest(store, 'spot:{a}:price', '1', { fence: 1, asOf: 1, source: 'binance' });
  expect(await store.redis.info('keyspace')).toMatch(/db2:keys=2/);
  expect(await store.redis.info('keyspace')).not.toMatch(/db0/);
});

it('is not cut off by the end of the wait for it: what closes before it still needs it', async () => {
  const server = await serve();
  const waiting = new AbortController();
  const { log } = createTestLog();
  const store = await connectStore({ url: server.url, db: 2, name: 'test', log, signal: waiting.signal });
  closers.push(() => store.close());
  waiting.abort();
  expect(await store.redis.ping()).toBe('PONG');
});

it('stops waiting when told to', async () => {
  const waiting = new AbortController();
  const { log, lines } = createTestLog();
  const opening = connectStore({
    url: `unix://${directory}/redis.sock`,
    db: 2,
    name: 'test',
    log,
    signal: waiting.signal,
  });
  const outcome = opening.catch((error: unknown) => error);
  await eventually(() => lines.length > 0);
  waiting.abort();
  expect(await outcome).toMatchObject({ name: 'StartError' });
});
