import request from 'supertest';
import { collectorsOf } from '../../../markets/markets.js';
import { correctWeight, reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { writeListings } from '../../../store/market/listing.ts';
import { writeStreamReports } from '../../../store/reports/streamReports.ts';
import { type Gap, writeGaps } from '../../../store/values/gaps.ts';
import { streamsReportOf } from '../../streamsReportOf.ts';
import { type ApiFixture, book, candle, code, configWith, createApiFixture, NOW, trade } from './apiFixture.ts';

const collectors = collectorsOf('spot');

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const openGap: Gap = {
  code,
  from: 1,
  to: 9,
  cause: 'redis-down',
  state: 'open',
  foundAt: NOW,
  changedAt: NOW,
  left: 9,
  rows: 0,
};
const account = { egress: 'local', market: 'spot' } as const;
const onePair = { pairs: [code] };
const get = (path: string) => request(api.app).get(path);

/** Data of every collector of one pair, and a report of each. */
beforeEach(async () => {
  api.config = configWith(onePair);
  api.now = NOW;
  api.configStatus = { ...api.configStatus, ok: true, faults: [] };
  await api.store.redis.flushdb();
  await api.store.redis.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
  for (const { feed, interval, name } of collectors) {
    if (interval !== undefined) await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval });
    else if (feed === 'trades') await api.series(feed, [trade(1)]);
    else await api.latest(feed, feed === 'depth' ? book({ bids: 3, asks: 3 }) : { symbol: 'BTCUSDT' });
    await api.report(name, feed === 'pair-info' ? { period: 3600 } : {});
  }
  await writeListings(api.store, 'spot', new Map([[code, { status: 'TRADING', asOf: NOW }]]));
});

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

describe('/metrics', () => {
  it('shows ages, counters of the workers and answers of the API', async () => {
    api.now = NOW + 1500;
    await get('/GetData?type=price&code=btcusdt');
    await get('/GetData?type=nothing');
    await get('/a-path-of-a-scanner');
    const { text, headers, status } = await get('/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'binance_collector_data_age_seconds{type="price",code="btcusdt"} 1.5',
        'binance_collector_data_stale{type="1",code="btcusdt"} 0',
        'binance_collector_worker_requests_total{worker="klines-1"} 7',
        'binance_collector_redis_up 1',
        'binance_collector_weight_limit 6000',
        expect.stringMatching(/^binance_collector_http_requests_total\{route="\/GetData",status="400"\} \d+$/),
        expect.stringMatching(/^binance_collector_http_requests_total\{route="other",status="404"\} \d+$/),
        expect.stringMatching(/^binance_collector_nodejs_eventloop_lag_p99_seconds /),
      ]),
    );
    expect(text).not.toContain('scanner');
  });

  it('shows no count of an earlier minute while Redis is away', async () => {
    await reserveWeight(api.store, account, { weight: 123, allowance: 6000, now: NOW, marginMs: 0 });
    expect((await get('/metrics')).text).toContain('\nbinance_collector_weight_used 123\n');
    api.apiStore = null;
    expect((await get('/metrics')).text).not.toMatch(/\nbinance_collector_weight_used \d/);
    api.apiStore = api.store;
    expect((await get('/metrics')).text).toContain('\nbinance_collector_weight_used 123\n');
  });

  it('shows open gaps by type, and none while Redis is away', async () => {
    await writeGaps(api.store, 'klines-5', 1, [openGap]);
    const { text } = await get('/metrics');
    expect(text).toContain('\nbinance_collector_gaps_open{type="5"} 1\n');
    expect(text).toContain('\nbinance_collector_gaps_open{type="trades"} 0\n');
    expect(text).not.toContain('gaps_open{type="price"}');
    api.apiStore = null;
    expect((await get('/metrics')).text).not.toContain('gaps_open{');
    api.apiStore = api.store;
  });

  const told = async (...names: string[]) => {
    const lines = (await get('/metrics')).text.split('\n').map((line) => line.replace('binance_collector_', ''));
    return lines.filter((line) => names.some((name) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)));
  };
  const verdict = ['ready', 'status', 'redis_up', 'redis_refuses', 'config_ok', 'defects', 'pause_seconds'];

  it('tells what /health and /ready say while all is well', async () => {
    await api.report('price', { exchange: { answeredAt: Date.now() } });
    expect(await told(...verdict, 'exchange_reachable')).toEqual([
      'status{status="ok"} 1',
      'status{status="stale"} 0',
      'status{status="degraded"} 0',
      'ready 1',
      'redis_up 1',
      'redis_refuses 0',
      'config_ok 1',
      'defects 0',
      'exchange_reachable 1',
    ]);
    expect(await told('worker_up', 'feeds_stale')).toEqual(
      expect.arrayContaining(['worker_up{worker="trades"} 1', 'feeds_stale{type="depth"} 0']),
    );
    await api.store.redis.config('SET', 'maxmemory', '1000000000');
    expect(await told('redis_memory_bytes')).toEqual([
      expect.stringMatching(/^redis_memory_bytes\{which="used"\} \d{6,}$/),
      'redis_memory_bytes{which="max"} 1000000000',
    ]);
  });

  it('tells what is not well, as long as it is not', async () => {
    await pauseEgress(api.store, account, { status: 418, until: NOW + 60_000.4 }, NOW);
    await api.report('depth', { at: Date.now() - 6000, defect: 'depth: internal: no', exchange: undefined });
    const since = Date.now() - 9_000;
    await api.report('price', {
      ...{ defect: 'price: internal: no', config: { hash: 'x', ok: false, faults: ['no'], restartNeeded: [] } },
      exchange: { trouble: { error: 'gone', since } },
    });
    await api.store.redis.hdel('collector:health', 'trades');
    await api.board.refresh();
    await api.store.redis.del('spot:{btcusdt}:depth', 'spot:{btcusdt}:depth:meta');
    expect(await told(...verdict, 'exchange_reachable')).toEqual([
      'status{status="ok"} 0',
      'status{status="stale"} 1',
      'status{status="degraded"} 0',
      'ready 0',
      'redis_up 1',
      'redis_refuses 0',
      'config_ok 0',
      'defects 1',
      'exchange_reachable 0',
      'pause_seconds{status="418"} 60',
    ]);
    expect(await told('worker_up', 'feeds_stale')).toEqual(
      expect.arrayContaining([
        ...['worker_up{worker="trades"} 0', 'worker_up{worker="depth"} 0', 'worker_up{worker="price"} 1'],
        ...['feeds_stale{type="depth"} 1', 'feeds_stale{type="price"} 0'],
      ]),
    );
    await writeListings(api.store, 'spot', new Map([[code, { status: 'BREAK', asOf: NOW }]]));
    expect(await told('feeds_stale', 'ready')).toEqual(
      expect.arrayContaining(['ready 1', 'feeds_stale{type="depth"} 0']),
    );
  });

  it('tells of Redis what is known while it is away', async () => {
    api.apiStore = null;
    const away = await told('redis_up', 'redis_memory_bytes', 'ready', 'status');
    api.apiStore = api.store;
    expect(away).toEqual([
      ...['status{status="ok"} 0', 'status{status="stale"} 0', 'status{status="degraded"} 1', 'ready 0', 'redis_up 0'],
    ]);
  });

  it('counts what workers report, however often it is asked', async () => {
    await Promise.all([get('/metrics'), get('/metrics')]);
    expect((await get('/metrics')).text).toContain('binance_collector_worker_rows_total{worker="depth"} 7\n');
  });
});
