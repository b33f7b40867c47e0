import request from 'supertest';
import { collectorsOf } from '../../../markets/markets.js';
import { correctWeight, reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { writeListings } from '../../../store/market/listing.ts';
import { writeStreamReports } from '../../../store/reports/streamReports.ts';
import { writeGaps } from '../../../store/values/gaps.ts';
import { streamsReportOf } from '../../streamsReportOf.ts';
import { type ApiFixture, code, configWith, createApiFixture, NOW } from './apiFixture.ts';
import { account, makeFresh, openGap } from './makeFresh.ts';

const collectors = collectorsOf('spot');

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const onePair = { pairs: [code] };
const get = (path: string) => request(api.app).get(path);

beforeEach(() => makeFresh(api));

describe('/health', () => {
  it('is ok while all is fresh, with a row for each feed and pair and each worker', async () => {
    await reserveWeight(api.store, account, { weight: 123, allowance: 6000, now: NOW, marginMs: 0 });
    const { status, body } = await get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      why: [],
      at: NOW,
      redis: { ok: true, maxMemory: 0, policy: 'noeviction' },
      openGaps: 0,
      pauses: [],
    });
    expect(body.redis.usedMemory).toBeGreaterThan(0);
    expect(body.weight).toEqual({
      limit: 6000,
      budget: 5400,
      planned: collectors.length * 240,
      foreign: 0,
      used: 123,
      level: 1,
      rung: 1,
      minute: NOW - (NOW % 60_000),
    });
    expect(body.feeds.map(({ type }: { type: unknown }) => type)).toEqual(collectors.map(({ type }) => type));
    expect(body.feeds.at(-1)).toEqual({
      type: 43200,
      feed: 'klines',
      interval: 43200,
      code,
      age: 0,
      asOf: NOW,
      period: 1,
      stale: false,
      waiting: false,
      status: 'TRADING',
      failures: 0,
      lastError: null,
    });
    expect(body.workers.map(({ name }: { name: string }) => name)).toEqual(collectors.map(({ name }) => name));
    expect(body.workers[0]).toMatchObject({
      pid: 4711,
      state: 'active',
      alive: true,
      period: 1,
      served: 'poll',
      counters: { requests: 7 },
    });
    expect(body.config).toMatchObject({ api: { ok: true }, workers: { depth: { hash: 'abcdef012345', ok: true } } });
  });

  it('is degraded while streams are blocked, though all is fresh by REST', async () => {
    await writeStreamReports(api.store, 'a', [streamsReportOf()]);
    await api.board.refresh();
    expect((await get('/health')).body).toMatchObject({ status: 'ok', streams: { blocked: false } });
    await writeStreamReports(api.store, 'b', [streamsReportOf({ blocked: true })]);
    await api.board.refresh();
    expect((await get('/health')).body).toMatchObject({
      status: 'degraded',
      why: [expect.stringMatching(/^Nothing comes by streams, so REST is asked for it: /)],
      streams: { blocked: true },
    });
  });

  it('shows failures of a pair, and data that is stale by the rule of GetData', async () => {
    await api.report('depth', { pairs: { [code]: { failures: 4, lastError: 'HTTP 500', waitingAt: null } } });
    await api.latest('price', { symbol: 'BTCUSDT' }, NOW + 5001);
    api.now = NOW + 5001;
    const { body } = await get('/health');
    const row = (wanted: string) => body.feeds.find(({ type }: { type: unknown }) => type === wanted);
    expect(body.status).toBe('stale');
    expect(body.why[0]).toMatch(/^\d+ of \d+ values are stale, the first of them is trades of btcusdt$/);
    expect(row('depth')).toMatchObject({ age: 5001, stale: true, failures: 4, lastError: 'HTTP 500' });
    expect(row('price')).toMatchObject({ age: 0, stale: false });
    expect(row('pair-info')).toMatchObject({ age: 5001, stale: false, period: 3600 });
    expect((await get('/GetData?type=depth&code=btcusdt')).headers).toMatchObject({
      'x-data-age-ms': '5001',
      'x-data-stale': 'true',
    });
  });

  it.each([
    [
      'a ban',
      () => pauseEgress(api.store, account, { status: 418, until: NOW + 60_000.4 }, NOW),
      {
        why: [
          expect.stringMatching(
            /^The exchange has answered 418 \(the address is banned\), so nothing is sent to spot from local until 20\d\d-.*:\d\d UTC$/,
          ),
        ],
        pauses: [{ market: 'spot', egress: 'local', status: 418, until: NOW + 60_000 }],
      },
    ],
    [
      'a worker that is silent',
      () => api.report('depth', { at: Date.now() - 6000 }),
      { why: ['1 worker does not report: depth'] },
    ],
    [
      'a refused edit',
      () => {
        api.configStatus = { ...api.configStatus, ok: false, faults: ['pairs: must be a list'] };
      },
      {
        why: ['CONFIG.json is refused, and the last good one stays in use: pairs: must be a list'],
        config: { api: { ok: false, faults: ['pairs: must be a list'] } },
      },
    ],
    [
      'a refused edit in a worker',
      () => api.report('price', { config: { hash: 'x', ok: false, faults: ['no'], restartNeeded: [] } }),
      {
        why: ['CONFIG.json is refused, and the last good one stays in use: no'],
        config: { workers: { price: { ok: false } } },
      },
    ],
    [
      'a policy that drops data',
      () => api.store.redis.config('SET', 'maxmemory-policy', 'allkeys-lru'),
      {
        why: [expect.stringMatching(/allkeys-lru.*noeviction/)],
        redis: { warning: expect.stringMatching(/allkeys-lru.*noeviction/) },
      },
    ],
    [
      'Redis nearly full',
      async () => {
        const used = Number(/used_memory:(\d+)/.exec(await api.store.redis.info('memory'))?.[1]);
        await api.store.redis.config('SET', 'maxmemory', String(Math.round(used * 1.15)));
      },
      {
        why: [expect.stringMatching(/^Redis uses \d+ % of its maxmemory/)],
        redis: { warning: expect.stringMatching(/of its maxmemory/) },
      },
    ],
  ] as [string, () => unknown, object][])('is degraded by %s', async (_, arrange, shown) => {
    await arrange();
    const { body } = await get('/health');
    expect(body.status).toBe('degraded');
    expect(body).toMatchObject(shown);
  });

  it('is degraded where the exchange lists none of the pairs, so that nothing is collected', async () => {
    api.config = configWith();
    const unlisted = { status: 'UNLISTED', asOf: NOW };
    await writeListings(api.store, 'spot', new Map([['ethusdt', unlisted]]));
    expect((await get('/health')).body.warnings).toEqual([]);
    await writeListings(api.store, 'spot', new Map([[code, unlisted]]));
    const { body } = await get('/health');
    const why = 'othing is collected: the exchange lists none of the pairs; correct pairs in CONFIG.json';
    expect([body.status, body.warnings, body.why]).toEqual(['degraded', [`n${why}`], [`N${why}`]]);
  });

  it('shows what is set aside for others, what they and we have used, and how the plan serves', async () => {
    const minuteAgo = { weight: 100, allowance: 6000, marginMs: 0 };
    for (const ago of [2, 1]) await reserveWeight(api.store, account, { ...minuteAgo, now: NOW - ago * 60_000 });
    await reserveWeight(api.store, account, { ...minuteAgo, now: NOW });
    await correctWeight(api.store, account, 870, Math.floor(NOW / 60_000) - 1, true);
    await correctWeight(api.store, account, 140, Math.floor(NOW / 60_000), true);
    await api.report('klines-60', { served: 'rollup', rung: 2, at: Date.now() + 1 });
    const { body } = await get('/health');
    expect(body.weight).toMatchObject({ foreign: 800, used: 140, level: 2, rung: 2 });
    const { served } = body.workers.find(({ name }: { name: string }) => name === 'klines-60');
    expect(served).toBe('rollup');
    await api.report('trades', { served: 'stream', rung: 3, period: 1, at: Date.now() + 2 });
    const { body: later } = await get('/health');
    expect(later.weight).toMatchObject({ level: 3, rung: 3 });
    expect(later.workers.find(({ name }: { name: string }) => name === 'trades').served).toBe('stream');
    const { text } = await get('/metrics');
    expect(text).toContain('\nbinance_collector_weight_foreign 800\n');
    expect(text).toContain(`\nbinance_collector_weight_planned ${collectors.length * 240}\n`);
  });

  it('says what of older rows each worker still has to fetch, and nothing of one that fetches none', async () => {
    await api.report('trades', { history: { pairs: 2, rows: 1500 } });
    await api.report('klines-1', { history: { pairs: 1, rows: null } });
    const { body } = await get('/health');
    const historyOf = (wanted: string) => body.workers.find(({ name }: { name: string }) => name === wanted).history;
    expect([historyOf('trades'), historyOf('klines-1'), historyOf('price')]).toEqual([
      { pairs: 2, rows: 1500 },
      { pairs: 1, rows: null },
      undefined,
    ]);
  });

  it('says of a worker in which limit beside that of the market its weight is counted', async () => {
    await api.report('price', { pool: 'funding' });
    const { body } = await get('/health');
    const poolOf = (wanted: string) => body.workers.find(({ name }: { name: string }) => name === wanted).pool;
    expect([poolOf('price'), poolOf('trades')]).toEqual(['funding', undefined]);
  });

  it('names a worker that never reported', async () => {
    await api.store.redis.hdel('collector:health', 'trades');
    const { body } = await get('/health');
    expect(body.workers[0]).toEqual({
      name: 'trades',
      pid: null,
      state: 'absent',
      at: null,
      startedAt: null,
      alive: false,
      period: null,
      served: null,
      counters: {},
    });
  });

  it('shows a disabled worker only while it still reports', async () => {
    api.config = configWith({ ...onePair, feeds: { depth: { enabled: false }, price: { enabled: false } } });
    await api.report('depth', { at: Date.now() - 6000, plannedWeight: 1000 });
    await api.report('trades', { plannedWeight: 240.4 });
    const { body } = await get('/health');
    const names = body.workers.map(({ name }: { name: string }) => name);
    expect([names.includes('depth'), names.includes('price')]).toEqual([false, true]);
    expect(Object.keys(body.config.workers).sort()).toEqual(names.sort());
    expect([body.status, body.weight.planned]).toEqual(['ok', (collectors.length - 2) * 240]);
    const { text } = await get('/metrics');
    expect(text).toContain('worker_report_seconds{worker="price"}');
    expect(text).not.toContain('worker="depth"');
  });

  it('says what is still stored of disabled feeds and intervals, and since when it is not kept fresh', async () => {
    api.config = configWith({
      pairs: [code, 'ethusdt'],
      klines: { intervals: [1] },
      feeds: { depth: { enabled: false } },
    });
    await api.store.redis.del('spot:{btcusdt}:klines:5', 'spot:{btcusdt}:klines:5:meta');
    api.now = NOW + 3_600_000;
    const { disabled, status, feeds } = (await get('/health')).body;
    expect(disabled.slice(0, 3)).toEqual([
      { type: 'depth', feed: 'depth', pairs: 1, asOf: NOW },
      { type: 5, feed: 'klines', interval: 5, pairs: 0, asOf: null },
      { type: 15, feed: 'klines', interval: 15, pairs: 1, asOf: NOW },
    ]);
    expect(disabled).toHaveLength(8);
    expect(feeds.filter(({ type }: { type: unknown }) => type === 'depth' || type === 15)).toEqual([]);
    expect(status).toBe('stale');
    api.config = configWith(onePair);
    expect((await get('/health')).body.disabled).toEqual([]);
  });

  it('counts the open gaps of what is collected, and is ok for all that', async () => {
    api.config = configWith({ ...onePair, klines: { intervals: [1, 5] } });
    await writeGaps(api.store, 'trades', 1, [openGap]);
    await writeGaps(api.store, 'klines-5', 1, [
      openGap,
      { ...openGap, from: 2 },
      { ...openGap, from: 3, state: 'filled' },
    ]);
    await writeGaps(api.store, 'klines-60', 1, [openGap]);
    expect((await get('/health')).body).toMatchObject({ status: 'ok', openGaps: 3 });
  });

  it('keeps what was last known while Redis is away, but no number of gaps', async () => {
    await get('/health');
    api.apiStore = null;
    const { status, body } = await get('/health');
    api.apiStore = api.store;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ status: 'degraded', why: ['Redis does not answer'] },
      ...{ redis: { ok: false, usedMemory: null }, openGaps: null },
    });
    expect(body.feeds[0]).toMatchObject({ age: 0, asOf: NOW });
  });
});

describe('/ready', () => {
  it('is 200 while all is fresh', async () => {
    const { status, body } = await get('/ready');
    expect([status, body]).toEqual([200, { status: 'ready', at: NOW, feeds: collectors.length }]);
  });

  it('names what is stale', async () => {
    await api.store.redis.del('spot:{btcusdt}:depth', 'spot:{btcusdt}:depth:meta');
    const { status, body } = await get('/ready');
    expect([status, body.error, body.staleCount]).toEqual([503, 'not-ready', 1]);
    expect(body.stale).toEqual([{ type: 'depth', code, age: null, period: 1, status: 'TRADING' }]);
  });

  it('names twenty and counts the rest', async () => {
    api.config = configWith({ pairs: ['aausdt', 'bbusdt'] });
    const { body } = await get('/ready');
    expect([body.stale.length, body.staleCount]).toEqual([20, 2 * collectors.length]);
  });

  it.each(['BREAK', 'HALT', 'UNLISTED'])('is not red for a pair with status %s, whatever its data', async (status) => {
    await writeListings(api.store, 'spot', new Map([[code, { status, asOf: NOW }]]));
    api.now = NOW + 3_600_000;
    expect((await get('/ready')).status).toBe(200);
    expect((await get('/health')).body.feeds[0]).toMatchObject({ status, stale: true });
  });
});
