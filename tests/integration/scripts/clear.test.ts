import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../../scripts/commands/clear.ts';
import { canConnect } from '../../../scripts/processes/canConnect.ts';
import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { connectStore } from '../../../store/redis/connect.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let db: TestStore;
let printed: string[];
const original = process.env;

beforeEach(async () => {
  db = await openTestStore();
  const file = path.join(db.directory, 'CONFIG.json');
  fs.writeFileSync(file, JSON.stringify({ pairs: ['btcusdt'] }));
  process.env = { ...original, CONFIG_FILE: file, REDIS_URL: db.server.url };
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
  const { redis } = db.store;
  await redis.mset({
    'spot:{btcusdt}:price': '1',
    'spot:{btcusdt}:klines:5': '1',
    'spot:{ethusdt}:price': '1',
    'collector:source': '1',
    'collector:pause:local:spot': 'kept: a ban is still on',
    'collector:attempts:local:spot': 'kept: too many sockets lead to a ban',
    'spot:notes': 'kept: of somebody else',
    other: 'kept: of somebody else',
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = original;
  await db.close();
});

test('without --yes it only says what it would remove', async () => {
  expect(await run([])).toBe(0);
  expect(printed[0]).toMatch(/holds 3 keys of 2 pairs and 1 of bookkeeping; remove it with: npm run clear -- --yes$/);
  expect(await db.store.redis.dbsize()).toBe(8);
});

test('with --yes it removes what the collectors stored, and nothing else', async () => {
  expect(await run(['--yes'])).toBe(0);
  expect((await db.store.redis.keys('*')).sort()).toEqual([
    'collector:attempts:local:spot',
    'collector:pause:local:spot',
    'other',
    'spot:notes',
  ]);
  expect(await run(['--yes'])).toBe(0);
  expect(printed[1]).toMatch(/^nothing stored in /);
});

test('while collectors run it removes nothing', async () => {
  await db.store.redis.hset('collector:health', 'price', JSON.stringify({ at: Date.now() }));
  await db.store.redis.hset('collector:health', 'depth', '{"at":', 'trades', 'null', 'klines-1', '{"at":"now"}');
  await expect(run(['--yes'])).rejects.toThrow('stop the collectors first: price still run');
  expect(await db.store.redis.exists('spot:{btcusdt}:price')).toBe(1);
});

describe('with --disabled', () => {
  const kept = ['collector:known:klines-1', 'spot:{btcusdt}:klines:1', 'spot:{btcusdt}:price'];
  const gone = [
    'collector:gaps:klines-5',
    'collector:known:klines-5',
    'spot:{btcusdt}:depth',
    'spot:{btcusdt}:depth:meta',
  ];
  const report = (name: string, state: string) =>
    db.store.redis.hset('collector:health', name, JSON.stringify({ at: Date.now(), state }));

  beforeEach(async () => {
    const content = { pairs: ['btcusdt'], klines: { intervals: [1, 15] }, feeds: { depth: { enabled: false } } };
    fs.writeFileSync(path.join(db.directory, 'CONFIG.json'), JSON.stringify(content));
    for (const key of [...kept, ...gone, 'spot:{left-usdt}:klines:5:meta']) await db.store.redis.set(key, '1');
  });

  test('it removes what is stored of disabled feeds, of pairs that have left too, while the others are collected', async () => {
    await report('price', 'active');
    await report('depth', 'disabled');
    expect(await run(['--disabled'])).toBe(0);
    expect(printed[0]).toMatch(
      /holds 4 keys of 2 pairs and 2 of bookkeeping of disabled feeds; .* -- --disabled --yes$/,
    );
    expect(await run(['--disabled', '--yes'])).toBe(0);
    const keys = (await db.store.redis.keys('*')).sort();
    expect(keys).toEqual(expect.arrayContaining([...kept, 'collector:source', 'spot:{ethusdt}:price', 'spot:notes']));
    expect(keys.filter((key) => [...gone, 'spot:{btcusdt}:klines:5'].includes(key) || key.includes('left'))).toEqual(
      [],
    );
    expect(await run(['--disabled', '--yes'])).toBe(0);
    expect(printed[2]).toMatch(/^nothing stored of disabled feeds in /);
  });

  test('it removes nothing while one of them is still collected', async () => {
    await report('klines-5', 'active');
    await expect(run(['--disabled', '--yes'])).rejects.toThrow('klines-5 still collected: the edit is not taken yet');
    expect(await db.store.redis.exists('spot:{btcusdt}:klines:5')).toBe(1);
  });
});

test('an argument it does not know is refused', async () => {
  await expect(run(['--force'])).rejects.toThrow(/--force.*usage: npm run clear/);
});

test('starts the Redis that npm start keeps of its own, where that is not running', async () => {
  const directory = path.join(db.directory, 'own');
  const own = await startRedisServer({ port: 0, directory, appendOnly: true });
  const store = await connectStore({ url: own.url, db: 2, name: 'test', log: db.log });
  await store.redis.set('spot:{btcusdt}:price', '1');
  await store.close();
  await own.stop();
  process.env.REDIS_URL = own.url;
  expect(await run(['--yes', '--directory', directory])).toBe(0);
  expect(printed[0]).toMatch(/^removed 1 keys of 1 pairs/);
  expect(await canConnect({ port: Number(new URL(own.url).port), host: '127.0.0.1' })).toBe(false);
});
