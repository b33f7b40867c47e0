import request from 'supertest';
import { type ApiFixture, book, candle, createApiFixture, NOW, trade } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const minute = Math.floor(NOW / 60_000) * 60_000;
const get = (query: string) => request(api.app).get(`/GetData?${query}`);

describe('a series', () => {
  it('answers as documented: newest first, ten rows, named fields, exact strings, final or not', async () => {
    const closed = Array.from({ length: 24 }, (_, index) => candle(minute - (index + 1) * 60_000));
    await api.series('klines', [...closed, candle(minute, 1)], { interval: 1 });
    const { body, text, status } = await get('pageSize=1&type=1&code=BtcUsdt');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['code', 'type', 'page', 'perPage', 'total', 'pages', 'asOf', 'next', 'data']);
    expect(body).toMatchObject({ code: 'btcusdt', type: 1, page: 1, perPage: 10, total: 25, pages: 3, asOf: NOW });
    expect(body.next).toBe(`/GetData?pageSize=2&type=1&code=btcusdt&before=${minute - 9 * 60_000}`);
    expect(body.data).toHaveLength(10);
    expect(text).toContain(
      `"data":[{"openTime":${minute},"open":"10.1","high":"10.9","low":"10.0","close":"10.5","volume":"120.0",` +
        `"closeTime":${minute + 59_999},"quoteVolume":"1250.1","tradeCount":42,"takerBuyBase":"60.0","takerBuyQuote":"625.0","final":false},`,
    );
    expect(body.data[1]).toMatchObject({ openTime: minute - 60_000, final: true });
    expect((await get('pageSize=3&type=1&code=btcusdt')).body).toMatchObject({ page: 3, next: null });
    expect((await get('pageSize=4&type=1&code=btcusdt')).body).toMatchObject({
      page: 4,
      total: 25,
      data: [],
      next: null,
    });
  });

  it('names the fields of trades', async () => {
    await api.series('trades', [trade(1), trade(2)]);
    const { body } = await get('type=trades&code=btcusdt');
    expect(body).toMatchObject({ type: 'trades', total: 2, pages: 1, next: null });
    expect(body.data[0]).toEqual({
      id: 2,
      price: '10.50000000',
      qty: '0.00100000',
      firstTradeId: 4,
      lastTradeId: 5,
      time: NOW - 998,
      isBuyerMaker: true,
    });
  });
});

describe('depth', () => {
  it('pages through its levels, null where a side is shorter', async () => {
    await api.latest('depth', book({ bids: 25, asks: 12 }));
    const first = (await get('type=depth&code=btcusdt')).body;
    expect(Object.keys(first)).toEqual([
      'code',
      'type',
      'page',
      'perPage',
      'total',
      'pages',
      'asOf',
      'lastUpdateId',
      'next',
      'data',
    ]);
    expect(first).toMatchObject({
      total: 25,
      pages: 3,
      lastUpdateId: 91_000_000_001,
      next: '/GetData?pageSize=2&type=depth&code=btcusdt',
    });
    const second = (await get(first.next.split('?')[1])).body;
    expect(second.data[1]).toEqual({
      level: 12,
      bidPrice: '111.00000000',
      bidQty: '11.50000000',
      askPrice: '211.00000000',
      askQty: '11.50000000',
    });
    expect(second.data[2]).toEqual({
      level: 13,
      bidPrice: '112.00000000',
      bidQty: '12.50000000',
      askPrice: null,
      askQty: null,
    });
    const third = (await get(second.next.split('?')[1])).body;
    expect(third).toMatchObject({ next: null, page: 3 });
    expect(third.data).toHaveLength(5);
    expect((await get('type=depth&code=btcusdt&pageSize=1000000')).body).toMatchObject({
      data: [],
      total: 25,
      next: null,
    });
  });
});

describe('a latest value', () => {
  it.each(['pair-info', 'high-low', 'book-ticker', 'price'] as const)(
    '%s is the answer of the exchange, untouched',
    async (type) => {
      const value = { symbol: 'BTCUSDT', price: '61000.10000000', nested: { filters: [1, '0.00000100'] }, type };
      await api.latest(type, value);
      const { body, text } = await get(`type=${type}&code=btcusdt`);
      expect(body).toMatchObject({ code: 'btcusdt', type, total: 1, pages: 1, asOf: NOW, next: null });
      expect(text).toContain(`"data":[${JSON.stringify(value)}]}`);
      expect((await get(`type=${type}&code=btcusdt&pageSize=2`)).body).toMatchObject({ total: 1, data: [] });
    },
  );
});

describe('without data', () => {
  it.each(['5', 'trades', 'depth', 'price'])(
    'type %s answers 200 with nothing, stale and without an age',
    async (type) => {
      const { status, body, headers } = await get(`type=${type}&code=ethusdt`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ total: 0, pages: 0, asOf: null, next: null, data: [] });
      expect(headers['x-data-stale']).toBe('true');
      expect(headers['x-data-age-ms']).toBeUndefined();
      expect(headers.etag).toMatch(/^W\/"0-/);
    },
  );
});

describe('the path', () => {
  it.each(['/GetData/', '/getdata', '/GETDATA/'])('is also %s', async (path) => {
    expect((await request(api.app).get(`${path}?type=price&code=ethusdt`)).status).toBe(200);
  });
  it('answers HEAD with the headers alone', async () => {
    const { status, text, headers } = await request(api.app).head('/GetData?type=price&code=btcusdt');
    expect([status, text]).toEqual([200, undefined]);
    expect(headers.etag).toBeDefined();
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  });
});
