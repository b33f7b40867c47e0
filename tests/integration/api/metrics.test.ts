import request from 'supertest';
import { reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { writeListings } from '../../../store/market/listing.ts';
import { writeGaps } from '../../../store/values/gaps.ts';
import { type ApiFixture, code, createApiFixture, NOW } from './apiFixture.ts';
import { account, makeFresh, openGap } from './makeFresh.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(path);

beforeEach(() => makeFresh(api));

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
