import request from 'supertest';
import { createBoard } from '../../../api/context/board.ts';
import { writeClock } from '../../../store/market/clock.ts';
import { writeListings } from '../../../store/market/listing.ts';
import { type ApiFixture, candle, code, createApiFixture, NOW } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
beforeEach(async () => {
  await api.store.redis.flushdb();
  await api.board.refresh();
  api.now = NOW;
  await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval: 1 });
});
afterAll(() => api.close());

const path = '/GetData?type=1&code=btcusdt';
const get = (headers: Record<string, string> = {}, query = path) => request(api.app).get(query).set(headers);

describe('age headers', () => {
  it.each([
    [0, 'false'],
    [5000, 'false'],
    [5001, 'true'],
    [3_600_000, 'true'],
  ])('data confirmed %d ms ago has stale %s', async (age, stale) => {
    api.now = NOW + age;
    const { headers } = await get();
    expect(headers).toMatchObject({
      'x-data-age-ms': String(age),
      'x-data-stale': stale,
      'x-data-source': 'simulator',
    });
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('go by the period the plan gives the worker', async () => {
    api.now = NOW + 30_000;
    await api.report('klines-1', { period: 10 });
    expect((await get()).headers['x-data-stale']).toBe('false');
  });

  it("go by the exchange's clock once it is measured, not by the machine's", async () => {
    const wall = Date.now();
    const measurement = {
      minusMonotonic: 0,
      minusWall: NOW + 2000 - wall,
      uncertainty: 5,
      at: NOW + 2000,
      boot: 'another',
      host: 'another',
    };
    const board = createBoard({ ...api.context, store: () => api.store, wall: () => wall });
    await writeClock(api.store, 'spot', measurement);
    expect(board.now('spot')).toBe(wall);
    await board.refresh();
    expect(board.now('spot')).toBe(NOW + 2000);
  });

  it('call a pair stale that the exchange does not trade', async () => {
    await writeListings(api.store, 'spot', new Map([[code, { status: 'BREAK', asOf: NOW }]]));
    await api.board.refresh();
    expect((await get()).headers).toMatchObject({ 'x-data-age-ms': '0', 'x-data-stale': 'true' });
  });

  it('call data stale that lies far ahead of our clock', async () => {
    api.now = NOW - 60_000;
    expect((await get()).headers).toMatchObject({ 'x-data-age-ms': '0', 'x-data-stale': 'true' });
  });
});

describe('the ETag', () => {
  it('is weak, stays while only asOf moves, and changes with the rows', async () => {
    const first = (await get()).headers.etag ?? '';
    expect(first).toMatch(/^W\/"\d+-1\.btcusdt\.1"$/);
    await api.series('klines', [candle(NOW, 1)], { interval: 1, asOf: NOW + 1000 });
    expect((await get()).headers.etag).toBe(first);
    await api.series('klines', [candle(NOW, 2)], { interval: 1, asOf: NOW + 2000 });
    expect((await get()).headers.etag).not.toBe(first);
  });

  it('is one of its own for each query', async () => {
    const queries = [
      path,
      `${path}&pageSize=2`,
      `${path}&before=${NOW}`,
      '/GetData?type=5&code=btcusdt',
      '/GetData?type=1&code=ethusdt',
    ];
    const tags = await Promise.all(queries.map(async (query) => (await get({}, query)).headers.etag));
    expect(new Set(tags).size).toBe(queries.length);
    expect((await get({}, '/getdata/?code=BTCUSDT&type=1&pageSize=1&x=1')).headers.etag).toBe(tags[0]);
  });

  it.each([
    ['itself', (tag: string) => tag],
    ['a list that holds it', (tag: string) => `W/"1-x" , ${tag}`],
    ['its strong form', (tag: string) => tag.slice(2)],
    ['*', () => '*'],
  ])('in If-None-Match as %s gives a 304 with the age', async (_, given) => {
    const tag = (await get()).headers.etag ?? '';
    api.now = NOW + 1234;
    const { status, headers, text } = await get({ 'If-None-Match': given(tag) });
    expect([status, text]).toEqual([304, '']);
    expect(headers).toMatchObject({
      'x-data-age-ms': '1234',
      'x-data-stale': 'false',
      'x-data-source': 'simulator',
      etag: tag,
    });
  });

  it.each(['W/"1-1.btcusdt.1"', '', '""', 'garbage', '"*"'])('%s in If-None-Match gives the rows', async (given) => {
    expect((await get({ 'If-None-Match': given })).status).toBe(200);
  });
});

describe('security headers', () => {
  it.each(['/GetData?type=1&code=btcusdt', '/GetData', '/health', '/nothing'])('come with %s', async (query) => {
    const { headers } = await get({}, query);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-resource-policy': 'same-origin',
    });
    // What is for pages alone would make each answer longer.
    expect(Object.keys(headers).filter((name) => /^(x-dns|x-download|x-xss|referrer|origin-agent)/.test(name))).toEqual(
      [],
    );
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
