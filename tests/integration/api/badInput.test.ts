import request from 'supertest';
import { collectorsOf } from '../../../markets/markets.js';
import { type ApiFixture, configWith, createApiFixture } from './apiFixture.ts';

const collectors = collectorsOf('spot');

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture({ klines: { intervals: [1, 5] }, feeds: { 'high-low': { enabled: false } } });
});
afterAll(() => api.close());

const long = 'a'.repeat(10_240);
const series = 'type=1&code=btcusdt';

/** query → status, error, parameter */
const refused: [string, number, string, string][] = [
  ['', 400, 'missing-parameter', 'type'],
  ['code=btcusdt', 400, 'missing-parameter', 'type'],
  ['type=1', 400, 'missing-parameter', 'code'],
  ['type=&code=btcusdt', 400, 'invalid-parameter', 'type'],
  ['type=1&code=', 400, 'invalid-parameter', 'code'],
  [`${series}&pageSize=`, 400, 'invalid-parameter', 'pageSize'],
  [`${series}&before=`, 400, 'invalid-parameter', 'before'],
  ...['type', 'code', 'pageSize', 'before'].map((name): [string, number, string, string] => [
    `${series}&${name}=1&${name}=1`,
    400,
    'repeated-parameter',
    name,
  ]),
  ...[
    '0',
    '-1',
    '-0',
    '+1',
    '1.5',
    '1e3',
    '0x1',
    '01',
    '1000001',
    '9007199254740993',
    '99999999999999999999999',
    'NaN',
    'Infinity',
    'abc',
    '%201',
    '1%00',
    '%F0%9F%92%A9',
    '%ZZ',
    '%',
    '１',
    "1'--",
    '1;FLUSHALL',
    '1%0D%0ASET%20a%20b',
    long,
  ].map((value): [string, number, string, string] => [
    `${series}&pageSize=${value}`,
    400,
    'invalid-parameter',
    'pageSize',
  ]),
  ...['-1', '1.0', '9007199254740992', '(1', '+inf', '-inf', '1790000040000%20', long].map(
    (value): [string, number, string, string] => [`${series}&before=${value}`, 400, 'invalid-parameter', 'before'],
  ),
  ...['2', '01', '1.0', '-5', 'Trades', 'klines', 'constructor', '__proto__', '%00', '1%27%20OR%201=1', long].map(
    (value): [string, number, string, string] => [`type=${value}&code=btcusdt`, 400, 'invalid-parameter', 'type'],
  ),
  ...[
    'b',
    'btc%20usdt',
    'btc:usdt',
    '{btcusdt}',
    'btcusdt%00',
    'btcusdt%0A',
    "btcusdt';DROP%20TABLE",
    '*',
    '../btcusdt',
    '%FF%FE',
    'btcusdt%0D%0ADEL',
    'a'.repeat(41),
    long,
  ].map((value): [string, number, string, string] => [`type=1&code=${value}`, 400, 'invalid-parameter', 'code']),
  ['type=1&code=dogeusdt', 404, 'pair-not-configured', 'code'],
  ['type=1&code=__proto__x', 400, 'invalid-parameter', 'code'],
  ['type=1&code=constructor', 404, 'pair-not-configured', 'code'],
  ['type=high-low&code=btcusdt', 404, 'feed-disabled', 'type'],
  ['type=60&code=btcusdt', 404, 'feed-disabled', 'type'],
  ['type=price&code=btcusdt&before=1', 400, 'invalid-parameter', 'before'],
  ['type=depth&code=btcusdt&before=1', 400, 'invalid-parameter', 'before'],
  ['type[]=1&code=btcusdt', 400, 'missing-parameter', 'type'],
];

describe('bad input', () => {
  it.each(refused.map((row) => [row[0].slice(0, 80), ...row] as const))(
    '"%s" is refused',
    async (_, query, status, error, parameter) => {
      const { body, headers, text, ...answer } = await request(api.app).get(`/GetData?${query}`);
      expect([answer.status, body.error, body.parameter]).toEqual([status, error, parameter]);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect(body.accepted.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThan(1000);
      expect(text).not.toMatch(/\bat .*\.ts|node_modules/);
    },
  );

  it('writes nothing to Redis and logs nothing', async () => {
    for (const [query] of refused) await request(api.app).get(`/GetData?${query}`);
    expect(await api.store.redis.dbsize()).toBe(0);
    expect(api.lines).toEqual([]);
  });

  it.each([
    ['GET', '/x', 404],
    ['GET', '/GetDat', 404],
    ['GET', '/GetData/x', 404],
    ['GET', '//GetData', 404],
    ['GET', '/%ZZ', 404],
    ['GET', '/..%2f..%2fetc/passwd', 404],
    ['GET', `/${long}`, 404],
    ['GET', '/docs/http-api.md', 404],
    ['POST', '/GetData', 405],
    ['PUT', '/health', 405],
    ['DELETE', '/', 405],
    ['PATCH', '/GetData', 405],
    ['OPTIONS', '/GetData', 405],
    ['TRACE', '/GetData', 405],
    ['PURGE', '/GetData', 405],
  ])('%s %s is a problem', async (method, path, status) => {
    const { body, headers, ...answer } = await request(api.app)[method.toLowerCase() as 'get'](path);
    expect(answer.status).toBe(status);
    expect(body).toMatchObject({ status, error: status === 404 ? 'not-found' : 'method-not-allowed' });
    expect(headers.allow).toBe(status === 405 ? 'GET, HEAD' : undefined);
  });

  it('names the pairs and the types there are', async () => {
    const pair = await request(api.app).get('/GetData?type=1&code=dogeusdt');
    expect(pair.body.accepted).toEqual(['btcusdt', 'ethusdt']);
    const type = await request(api.app).get('/GetData?type=60&code=btcusdt');
    const isCollected = (type: string | number) => type !== 'high-low' && (typeof type === 'string' || type <= 5);
    expect(type.body.accepted).toEqual(collectors.map(({ type }) => type).filter(isCollected));
  });

  it('ignores parameters it does not know', async () => {
    expect((await request(api.app).get(`/GetData?${series}&_=1&_=2&callback=x&%ZZ`)).status).toBe(200);
  });

  it('answers 404 for a pair from the moment it is no longer configured', async () => {
    api.config = configWith({ pairs: ['ethusdt'] });
    expect((await request(api.app).get(`/GetData?${series}`)).status).toBe(404);
  });
});
