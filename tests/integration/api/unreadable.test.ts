import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import request from 'supertest';
import { collectorsOf } from '../../../markets/markets.js';
import { spawnGuarded } from '../../../scripts/processes/spawnGuarded.ts';
import type { StoreClient } from '../../../store/redis/connect.ts';
import { healthKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, candle, code, configWith, createApiFixture, NOW } from './apiFixture.ts';

const collectors = collectorsOf('spot');

let api: ApiFixture;
beforeEach(async () => {
  api = await createApiFixture();
  api.config = configWith({
    pairs: [code],
    feeds: Object.fromEntries(
      collectors.filter(({ feed }) => feed !== 'klines').map(({ feed }) => [feed, { enabled: false }]),
    ),
    klines: { intervals: [1, 5] },
  });
  for (const interval of [1, 5] as const) await api.series('klines', [candle(NOW, 1)], { interval });
  await api.report('klines-1');
});
afterEach(() => api.close());

const get = (path: string) => request(api.app).get(path);

it.each(['{"name":"klines-5"', 'null', '7', '{}', ''])(
  'a report that is %j is left out, and the rest is as it was',
  async (damaged) => {
    await api.store.redis.hset(healthKey, 'klines-5', damaged);
    expect((await get('/ready')).status).toBe(200);
    expect([...api.board.book('spot').reports.keys()]).toEqual(['klines-1']);
    const { body } = await get('/health');
    expect(body.redis.ok).toBe(true);
    expect(body.workers.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
      ['klines-1', 'active'],
      ['klines-5', 'absent'],
    ]);
    expect(body.redis.warning).toMatch(/damaged.*: collector:health klines-5; see the log of the API/);
    expect(api.messages).toEqual([expect.stringMatching(/^warn collector:health klines-5 in Redis is damaged/)]);
  },
);

it.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'an error',
    () => api.store.redis.call('ACL', 'SETUSER', 'default', '-hgetall') as Promise<unknown>,
    /NOPERM|no permissions/,
  ],
])(
  'when Redis answers with %s, it is not said to be away, and the log has the reason once',
  async (_, damage, reason) => {
    await get('/health');
    await damage();
    const { status, body } = await get('/ready');
    expect([status, body.error]).toEqual([503, 'redis-unavailable']);
    expect(body.detail).toBe('Redis answers, but what it holds cannot be read: see the log');
    expect((await get('/health')).body).toMatchObject({
      status: 'degraded',
      redis: { ok: true, warning: expect.stringMatching(/^Redis refuses commands: NOPERM/) },
      feeds: [{ asOf: NOW }, { asOf: NOW }],
    });
    expect((await get('/metrics')).text).toContain('binance_collector_redis_up 1');
    expect(api.messages).toEqual([
      expect.stringMatching(/^warn Redis refuses commands: NOPERM/),
      'error what Redis holds cannot be read',
    ]);
    expect(api.lines.at(-1)).toMatch(reason);
  },
);

it('a Redis that is away is left to the log of the store', async () => {
  await api.redis.kill();
  await eventually(() => !api.store.isUp());
  expect((await get('/ready')).body.detail).toBe('Redis does not answer');
  expect((await get('/health')).body).toMatchObject({ status: 'degraded', redis: { ok: false } });
  expect(api.messages.filter((message) => message.startsWith('error'))).toEqual([]);
});

it('a Redis without INFO is read, only its memory is not known', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'no-info-'));
  const path = join(directory, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', path, '--save', '', '--rename-command', 'INFO', ''];
  const server = spawnGuarded('redis-server', [...args, '--dir', directory]);
  server.stdout?.resume();
  server.stderr?.resume();
  // Its own check when it connects is made with INFO.
  const redis = new Redis({ path, enableReadyCheck: false, retryStrategy: () => 20 }) as StoreClient;
  redis.on('error', () => undefined);
  try {
    await expect(redis.info('memory')).rejects.toThrow(/unknown command/);
    api.apiStore = { ...api.store, redis, isUp: () => true };
    const { body } = await get('/health');
    expect(body.redis).toEqual({ ok: true, usedMemory: null, maxMemory: null, policy: null });
    expect((await get('/ready')).body).toMatchObject({ error: 'not-ready', staleCount: 2 });
    expect(api.messages).toEqual([]);
  } finally {
    redis.disconnect();
    server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
});
