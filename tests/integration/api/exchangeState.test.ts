import request from 'supertest';
import { claimSource } from '../../../store/market/source.ts';
import { type ApiFixture, createApiFixture } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());
beforeEach(() => api.store.redis.flushdb());

const SINCE = 1_790_000_000_000;
const trouble = { error: '/api/v3/time: no connection (ENOTFOUND)', since: SINCE };
const health = async () => (await request(api.app).get('/health')).body;

describe('/health', () => {
  it('says nothing of an exchange that no collector has asked', async () => {
    expect((await health()).exchange).toEqual({ name: 'Binance', reachable: null, error: null, since: null });
  });

  it('says why Binance cannot be reached, also at each feed that nobody could poll yet', async () => {
    await api.report('pair-info', { state: 'waiting', exchange: { trouble } });
    await api.report('price', { state: 'waiting' });
    const { exchange, feeds, status } = await health();
    const error = 'Binance cannot be reached: /api/v3/time: no connection (ENOTFOUND)';
    expect(exchange).toEqual({ name: 'Binance', reachable: false, error, since: SINCE });
    expect(new Set(feeds.map(({ lastError }: { lastError: string }) => lastError))).toEqual(new Set([error]));
    expect(status).toBe('stale');
  });

  it('keeps the last error that a feed has of its own', async () => {
    const pairs = { btcusdt: { failures: 3, lastError: 'its own', waitingAt: null } };
    await api.report('price', { exchange: { answeredAt: Date.now() - 60_000, trouble }, pairs });
    const { feeds } = await health();
    const row = feeds.find(({ type, code }: { type: string; code: string }) => type === 'price' && code === 'btcusdt');
    expect(row.lastError).toBe('its own');
  });

  it('names the simulated exchange where the data is its', async () => {
    await claimSource(api.store, 'spot', 'simulator');
    await api.report('pair-info', { exchange: { trouble } });
    expect((await health()).exchange.error).toMatch(/^the simulated exchange cannot be reached: /);
  });

  it('does not call it unreachable while it answers another collector, nor by what a dead one said', async () => {
    await api.report('pair-info', { exchange: { trouble } });
    await api.report('price', { exchange: { answeredAt: Date.now() - 1000 } });
    expect((await health()).exchange).toEqual({ name: 'Binance', reachable: true, error: null, since: null });
    await api.report('pair-info', { at: Date.now() - 6000, exchange: { trouble } });
    await api.report('price', { exchange: { answeredAt: Date.now() - 60_000 } });
    expect((await health()).exchange).toMatchObject({ reachable: true });
  });
});
