import request from 'supertest';
import { connectors } from '../../../../gateway/connectors.ts';
import { type ApiFixture, configWith, createApiFixture } from '../apiFixture.ts';

/** What of the dialect's paths is no market data, and who may ask. */

let api: ApiFixture;
/** What was asked of the exchange. */
let passed: string[] = [];
beforeAll(async () => {
  api = await createApiFixture();
  api.callers = () => ({
    fetch: async ({ path }, caller) => {
      passed.push(`${path} for ${caller}`);
      return { status: 200, body: '[]', source: 'simulator', usedWeight: 7, isKept: false, ageMs: 3.6 };
    },
    symbols: async () => new Set(['BTCUSDT']),
  });
});
afterAll(() => api.close());
beforeEach(() => {
  passed = [];
  api.config = configWith();
});

const get = (path: string) => request(api.app).get(path);
const inForm = (code: number) => ({ code, msg: expect.stringMatching(/^[A-Z].{20,400}\.$/) });

it.each([
  ...['/api/v3/nothing', '/api/v3', '/api/', '/api/v1/klines', '/api/v3/klines/', '/api/v3/Klines', '/api/v3//klines'],
  ...['/fapi/v1/', '/fapi/v3/klines', '/futures/data/x', '/dapi/v1/klines', '/eapi/v1/time', '/api/v3/%6Blines'],
])('%s: there is nothing', async (path) => {
  const { status, body, headers } = await get(path);
  expect([status, body]).toEqual([404, inForm(-1020)]);
  expect(headers['content-type']).toBe('application/json;charset=UTF-8');
  expect(passed).toEqual([]);
});

it.each(['/API/v3/klines', '/Fapi/v1/time', '/apis', '/api.html', '/futuresdata'])(
  '%s: is no path of the dialect',
  async (path) => {
    const { status, headers } = await get(path);
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
  },
);

it.each([
  ['get', '/api/v3/account?timestamp=1&signature=abc'],
  ['get', '/api/v3/klines?symbol=BTCUSDT&interval=1m&signature=abc'],
  ['get', '/api/v3/openOrders'],
  ['get', '/fapi/v2/balance'],
  ['get', '/fapi/v1/listenKey'],
  ['get', '/sapi/v1/capital/config/getall'],
  ['get', '/papi/v1/um/order'],
  ['post', '/api/v3/order'],
  ['post', '/api/v3/klines'],
  ['put', '/fapi/v1/listenKey'],
  ['delete', '/fapi/v1/order'],
  ['patch', '/api/v3/time'],
] as const)('%s %s: is sent to the exchange itself', async (method, path) => {
  const { status, body } = await request(api.app)[method](path);
  expect([status, body]).toEqual([403, inForm(-1020)]);
  expect(passed).toEqual([]);
});

it('nothing of a refused request is logged', async () => {
  await get('/api/v3/account?signature=abcdef0123&apiKey=the-secret').set('X-MBX-APIKEY', 'the-key-of-the-exchange');
  expect(api.lines.join('\n')).not.toMatch(/abcdef0123|the-secret|the-key-of-the-exchange/);
});

it('COIN-M has no symbols', async () => {
  const { status, body, headers } = await get('/dapi/v1/exchangeInfo');
  expect([status, headers['x-cache']]).toEqual([200, 'hit']);
  expect(body).toEqual({ timezone: 'UTC', serverTime: api.now, rateLimits: [], exchangeFilters: [], symbols: [] });
});

it('HEAD is answered as GET is, without the body', async () => {
  const { status, headers, text } = await request(api.app).head('/api/v3/ping');
  expect([status, headers['content-length'], headers['x-cache'], text]).toEqual([200, '2', 'hit', undefined]);
});

it('what passed through says what it weighed and how old it is', async () => {
  const { headers, body } = await get('/api/v3/trades?symbol=BTCUSDT');
  expect(body).toEqual([]);
  expect(headers).toMatchObject({
    'x-data-source': 'simulator',
    'x-cache': 'pass',
    'x-data-age-ms': '4',
    'x-mbx-used-weight': '7',
    'x-mbx-used-weight-1m': '7',
    'cache-control': 'no-store',
    'content-type': 'application/json;charset=UTF-8',
  });
  expect(passed).toEqual(['/api/v3/trades for 127.0.0.1']);
});

it.each([
  ['microseconds', 'X-MBX-TIME-UNIT', 'MICROSECOND', '', -1194],
  ['microseconds', 'Accept', '*/*', 'timeUnit=MICROSECOND&', -1194],
  ['SBE', 'X-MBX-SBE', '3:1', '', -1155],
  ['SBE', 'Accept', 'application/sbe', '', -1155],
])('%s by %s are not served', async (_what, header, value, query, code) => {
  const { status, body } = await get(`/api/v3/trades?${query}symbol=BTCUSDT`).set(header, value);
  expect([status, body.code]).toEqual([400, code]);
  expect((await get('/api/v3/trades?symbol=BTCUSDT&timeUnit=MILLISECOND')).status).toBe(200);
});

describe('with access keys', () => {
  beforeEach(() => {
    api.config = configWith({ api: { accessKeys: ['the-key-1', 'the-key-2'] } });
  });
  const path = '/api/v3/trades?symbol=BTCUSDT';

  it('a missing key and a wrong one are refused as Binance refuses them, before anything is asked', async () => {
    const missing = await get(path);
    expect([missing.status, missing.body]).toEqual([401, inForm(-2014)]);
    const wrong = await get(path).set('X-MBX-APIKEY', 'no-key-of-ours');
    expect([wrong.status, wrong.body]).toEqual([401, inForm(-2015)]);
    expect((await get('/api/v3/nothing')).status).toBe(401);
    expect(passed).toEqual([]);
    expect(api.lines.join('\n')).not.toContain('no-key-of-ours');
  });

  it('all three ways of a key are taken, and tell callers apart without showing it', async () => {
    await get(path).set('X-MBX-APIKEY', 'the-key-1');
    await get(path).set('X-API-Key', 'the-key-1');
    await get(`/k/the-key-1${path}`);
    await get(`/k/the-key-2${path}`);
    expect(passed).toHaveLength(4);
    expect(new Set(passed.slice(0, 3)).size).toBe(1);
    expect(passed[3]).not.toBe(passed[0]);
    expect(passed.join()).not.toMatch(/the-key/);
  });

  it('who sends many wrong keys has to wait', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 30; count++) {
      statuses.push((await get(path).set('X-API-Key', `wrong-${count}`)).status);
    }
    const last = await get(path).set('X-API-Key', 'wrong');
    expect([last.status, last.body.code]).toEqual([429, -2015]);
    expect(last.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^\d+$/), connection: 'close' });
    expect((await get(path).set('X-API-Key', 'the-key-1')).status).toBe(200);
  });
});

it('a foreign Host and a foreign web page are refused in the dialect', async () => {
  const host = await get('/api/v3/ping').set('Host', 'evil.example');
  expect([host.status, host.body]).toEqual([421, inForm(-1020)]);
  const page = await get('/api/v3/trades?symbol=BTCUSDT').set('Origin', 'https://evil.example');
  expect([page.status, page.body]).toEqual([403, inForm(-1020)]);
  expect(passed).toEqual([]);
});

it('counts what it answers, by path and by where the answer came from', async () => {
  await get('/api/v3/ping');
  await get('/api/v3/avgPrice?symbol=BTCUSDT');
  await get('/api/v3/avgPrice?symbol=NOPE');
  await get('/api/v3/made-up-by-a-caller');
  const { text } = await get('/metrics');
  expect(text).toContain('binance_collector_dialect_answers_total{path="/api/v3/ping",result="memory"}');
  expect(text).toContain('binance_collector_dialect_answers_total{path="/api/v3/avgPrice",result="passed"}');
  expect(text).toContain('binance_collector_dialect_answers_total{path="/api/v3/avgPrice",result="refused"}');
  expect(text).toContain('binance_collector_dialect_answers_total{path="other",result="refused"}');
  expect(text).not.toContain('made-up');
});

describe('without a way to the exchange', () => {
  beforeEach(() => {
    const { callers } = api;
    api.callers = () => null;
    restore = () => {
      api.callers = callers;
    };
  });
  let restore = () => {};
  afterEach(() => restore());

  it('what would be fresh again is to be asked for again, all else is refused for good', async () => {
    const stale = await get('/api/v3/avgPrice?symbol=BTCUSDT');
    expect([stale.status, stale.body]).toEqual([503, inForm(-1001)]);
    const other = await get('/api/v3/avgPrice?symbol=LTCUSDT');
    expect([other.status, other.body]).toEqual([403, inForm(-1020)]);
    expect(other.body.msg).toContain('BTCUSDT, ETHUSDT');
    expect((await get('/api/v3/ticker/24hr')).status).toBe(403);
  });
});

it('what is stored and fresh is answered from there, whole', async () => {
  const price = { symbol: 'BTCUSDT', price: '1.50000000' };
  await api.latest('price', price);
  const one = await get('/api/v3/ticker/price?symbol=BTCUSDT');
  expect([one.text, one.headers['x-cache'], one.headers['x-mbx-used-weight-1m']]).toEqual([
    JSON.stringify(price),
    'hit',
    undefined,
  ]);
  expect(passed).toEqual([]);
  // Of two one is missing: the exchange is asked for both.
  await get('/api/v3/ticker/price?symbols=["BTCUSDT","ETHUSDT"]');
  expect(passed).toEqual(['/api/v3/ticker/price for 127.0.0.1']);
});

it('what is too old is asked of the exchange', async () => {
  await api.latest('price', { symbol: 'BTCUSDT', price: '1.5' }, api.now - 60_000);
  expect((await get('/api/v3/ticker/price?symbol=BTCUSDT')).headers['x-cache']).toBe('pass');
});

it('Redis away', async () => {
  const { apiStore } = api;
  api.apiStore = null;
  const { status, body } = await get('/api/v3/ticker/price?symbol=BTCUSDT');
  api.apiStore = apiStore;
  expect([status, body]).toEqual([503, inForm(-1001)]);
});

it('every path of both tables is one of the dialect', async () => {
  const all = Object.values(connectors).flatMap(({ endpoints = [] }) => endpoints.map(({ path }) => path));
  expect(all.length).toBeGreaterThan(44);
  for (const path of all) expect((await get(path)).status).not.toBe(404);
});

it('the whole exchangeInfo of spot that is not stored is not asked of the exchange, which would answer more than can be handed on', async () => {
  const { status, body } = await get('/api/v3/exchangeInfo');
  expect([status, body]).toEqual([503, inForm(-1001)]);
  expect(passed).toEqual([]);
  for (const path of ['/api/v3/exchangeInfo?showPermissionSets=false', '/fapi/v1/exchangeInfo']) {
    expect((await get(path)).status).toBe(200);
  }
  expect(passed).toHaveLength(2);
});

it('what was asked while nobody could say who is listed is looked at anew before it is sent', async () => {
  const { callers } = api;
  api.callers = () => null;
  const path = '/api/v3/avgPrice?symbol=NOSUCHUSDT';
  expect((await get(path)).status).toBe(403);
  expect((await get('/fapi/v1/indexPriceKlines?interval=1m&pair=SELECT%201')).body).toMatchObject({ code: -1121 });
  api.callers = callers;
  expect((await get(path)).body).toMatchObject({ code: -1121 });
  expect(passed).toEqual([]);
});
