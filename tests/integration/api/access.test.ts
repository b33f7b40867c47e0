import request from 'supertest';
import { type ApiFixture, configWith, createApiFixture } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const path = '/GetData?type=price&code=btcusdt';
const keys = ['first-key-1', 'second-key-2'];
const send = (method: 'get' | 'options', headers: Record<string, string>, query = path) =>
  request(api.app)[method](query).set(headers);

describe('access keys', () => {
  beforeAll(() => {
    api.config = configWith({ api: { accessKeys: keys } });
  });

  it.each(keys)('any of them opens the door: %s', async (key) => {
    expect((await send('get', { 'X-API-Key': key })).status).toBe(200);
  });

  it.each([
    ['none', {}],
    ['an empty one', { 'X-API-Key': '' }],
    ['a part of one', { 'X-API-Key': 'first-key-' }],
    ['one and more', { 'X-API-Key': 'first-key-12' }],
    ['two in one header', { 'X-API-Key': keys.join(', ') }],
    ['a 10 kB one', { 'X-API-Key': 'x'.repeat(10_240) }],
  ] as [string, Record<string, string>][])('%s is refused and never repeated', async (_, headers) => {
    const { status, body, text, ...answer } = await send('get', headers);
    expect([status, body.error]).toEqual([401, 'unauthorized']);
    expect(answer.headers['www-authenticate']).toMatch(/^ApiKey /);
    expect(text).not.toContain('first-key');
  });

  it.each(['/health', '/metrics', '/nothing', '/GetData', '/gaps'])('%s needs one too', async (query) => {
    expect((await send('get', {}, query)).status).toBe(401);
  });

  it.each([
    ['/live', 200],
    ['/LIVE/', 200],
    ['/ready', 503],
  ])('%s goes without', async (query, status) => {
    expect((await send('get', {}, query)).status).toBe(status);
  });

  it.each([
    ['in X-MBX-APIKEY, as clients of the exchange send it', path, { 'X-MBX-APIKEY': 'first-key-1' }],
    ['in the path', `/k/first-key-1${path}`, {}],
    ['in the path, which counts before X-API-Key', `/k/first-key-1${path}`, { 'X-API-Key': 'a-guess-of-a-key' }],
    [
      'in the path, whatever key of the exchange stands in X-MBX-APIKEY',
      `/k/first-key-1${path}`,
      { 'X-MBX-APIKEY': 'x' },
    ],
    ['in X-API-Key, whatever stands in X-MBX-APIKEY', path, { 'X-API-Key': 'first-key-1', 'X-MBX-APIKEY': 'x' }],
    ['in the path of a route that Express answers', '/k/first-key-1/health', {}],
  ] as [string, string, Record<string, string>][])('are taken %s', async (_, query, headers) => {
    expect((await send('get', headers, query)).status).toBe(200);
  });

  it.each([
    ['a wrong one in the path', `/k/first-key-2${path}`, {}],
    ['a wrong one in the path beside a right one', `/k/first-key-2${path}`, { 'X-API-Key': 'first-key-1' }],
    ['a wrong one in X-MBX-APIKEY', path, { 'X-MBX-APIKEY': 'first-key-2' }],
    ['none in the path', '/k//GetData', {}],
    ['one that is escaped in the path', `/k/first%2Dkey-1${path}`, {}],
    ['one behind another path', `/v1/k/first-key-1${path}`, {}],
  ] as [string, string, Record<string, string>][])('%s opens nothing', async (_, query, headers) => {
    const { status, text } = await send('get', headers, query);
    expect(status).toBe(401);
    expect(text).not.toContain('first-key');
  });

  it('in a path are told by no answer, and by no log', async () => {
    const { status, text } = await send('get', {}, '/k/first-key-1/nothing');
    expect([status, text]).toEqual([404, expect.not.stringContaining('first-key')]);
    // But for the links of `/`, which lead its caller on.
    expect((await send('get', {}, '/k/first-key-1')).body).toMatchObject({ health: '/k/first-key-1/health' });
    for (const mistaken of ['/k/first-key-1%21/nothing', '/K/first-key-1/nothing']) {
      const answer = await send('get', { 'X-API-Key': 'first-key-1' }, mistaken);
      expect([answer.status, answer.text]).toEqual([404, expect.not.stringContaining('first-key')]);
    }
    expect((await send('get', {}, '/k/first-key-1?a=1')).status).toBe(200);
    expect(api.messages.join()).not.toContain('first-key');
  });

  it('follow the configuration while the API runs', async () => {
    api.config = configWith({ api: { accessKeys: ['third-key-3'] } });
    expect((await send('get', { 'X-API-Key': 'first-key-1' })).status).toBe(401);
    expect((await send('get', { 'X-API-Key': 'third-key-3' })).status).toBe(200);
    api.config = configWith();
    expect((await send('get', {})).status).toBe(200);
  });
});

describe('wrong access keys', () => {
  const wrongKeys = async () =>
    Number(/^binance_collector_wrong_keys_total (\d+)$/m.exec((await right('/metrics')).text)?.[1]);
  const right = (query = path) => send('get', { 'X-API-Key': 'first-key-1' }, query);
  const wrong = (key = 'a-guess-of-a-key') => send('get', { 'X-API-Key': key });

  it('are logged, counted and at last told to wait, while a right one from the same address works', async () => {
    await api.close();
    api = await createApiFixture({ api: { accessKeys: keys } });
    for (let count = 1; count <= 20; count++) expect((await wrong(`a-guess-${count}`)).status).toBe(401);
    const { status, body, headers } = await wrong().set('X-Forwarded-For', '192.0.2.7');
    expect([status, body.error]).toEqual([429, 'too-many-wrong-keys']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(50);
    expect(headers).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json; charset=utf-8' });
    expect((await right()).status).toBe(200);
    expect((await send('get', {})).status).toBe(401);
    expect((await wrong()).status).toBe(429);
    expect(await wrongKeys()).toBe(22);
    const said = api.lines.filter((line) => line.includes('wrong access key'));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/ warn test a wrong access key from 127\.0\.0\.1$/);
    expect(said.join()).not.toContain('guess');
  });
});

describe('origins', () => {
  const origin = 'https://panel.example';
  const preflight = {
    Origin: origin,
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'x-api-key',
  };

  it('none is allowed by default', async () => {
    api.config = configWith();
    expect((await send('get', { Origin: origin })).headers['access-control-allow-origin']).toBeUndefined();
    expect((await send('options', preflight)).status).toBe(405);
  });

  it('a configured one reads the answers and their headers, refusals included', async () => {
    api.config = configWith({ api: { cors: [origin], accessKeys: keys } });
    const { status, headers } = await send('get', { Origin: origin });
    expect(status).toBe(401);
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect(headers['access-control-expose-headers']).toMatch(/X-Data-Age-Ms/);
  });

  it('a configured one has its preflight answered, without an access key', async () => {
    const { status, headers } = await send('options', preflight);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD',
    });
    expect(headers['access-control-allow-headers']).toMatch(/X-API-Key/);
  });

  it.each(['https://panel.example.evil', 'http://panel.example', 'null', 'https://panel.example:444'])(
    '%s is another one',
    async (other) => {
      const answer = await send('get', { Origin: other, 'X-API-Key': 'first-key-1' });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers.vary).toBe('Origin');
      expect((await send('options', { ...preflight, Origin: other })).status).toBe(405);
    },
  );

  it('* is every origin', async () => {
    api.config = configWith({ api: { cors: ['*'] } });
    expect((await send('get', { Origin: 'https://any.example' })).headers['access-control-allow-origin']).toBe('*');
  });
});
