import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { sourceKey } from '../../../store/redis/keys.ts';
import { followChanges } from '../../../store/values/changes.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog, type TestLog } from '../../testStore.ts';

/** Loading takes 3 s; Redis answers meanwhile. */
const KEYS = 1_500;
const SLOWLY = ['--key-load-delay', '2000', '--loading-process-events-interval-bytes', '1024'];

let directory: string;
let server: RedisServer;
let log: TestLog;
const opened: Store[] = [];
const open = async (url = server.url): Promise<Store> => {
  const store = await connectStore({ url, db: 2, name: 'test', log: log.log });
  opened.push(store);
  return store;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'loading-'));
  log = createTestLog();
  server = await startRedisServer({ directory });
  const store = await open();
  const values = Array.from({ length: KEYS }, (_, index) => [`spot:{btcusdt}:${index}`, 'x'.repeat(200)]);
  await store.redis.mset(...values.flat());
  await store.redis.hset(sourceKey, 'spot', 'simulator');
  await store.redis.call('SAVE');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Ends Redis and starts it with its data; resolves as soon as it has loaded. */
async function restart(args: readonly string[] = []): Promise<void> {
  await server.kill();
  server = await startRedisServer({ directory, args: [...SLOWLY, ...args] });
}

it('readers, writers and followers are back soon after a Redis has loaded its data, which is said once', async () => {
  const [store] = opened as [Store];
  const came: string[] = [];
  const changes = followChanges(store, log.log, {
    onLive: () => came.push('live'),
    onLost: () => came.push('lost'),
    onChange: ({ key }) => came.push(key),
  });
  await eventually(() => came.includes('live'));
  const backs: number[] = [];
  store.onBack(() => backs.push(performance.now()));
  await restart();
  const loadedAt = performance.now();
  await eventually(() => store.isUp());
  expect(await store.redis.hget(sourceKey, 'spot')).toBe('simulator');
  await store.redis.hset(sourceKey, 'usdm', 'simulator');
  expect(performance.now() - loadedAt).toBeLessThan(20_000);
  await store.redis.publish('collector:changes:2', 'spot:{btcusdt}:price 1 1 -');
  await eventually(() => came.includes('spot:{btcusdt}:price'));
  expect(backs).toHaveLength(1);
  expect(log.messages.filter((line) => line.includes('Redis refuses commands: LOADING'))).toHaveLength(1);
  changes.close();
});

it('a store that is opened while Redis loads its data waits no longer than that', async () => {
  const restarting = restart();
  const opening = open(server.url);
  await restarting;
  const loadedAt = performance.now();
  const store = await opening;
  expect(performance.now() - loadedAt).toBeLessThan(20_000);
  expect(await store.redis.hget(sourceKey, 'spot')).toBe('simulator');
});
