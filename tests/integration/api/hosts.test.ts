import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, candle, configWith, createApiFixture, NOW } from './apiFixture.ts';

const path = '/GetData?type=1&code=btcusdt';
const closers: (() => unknown)[] = [];
let api: ApiFixture;
let port: number;

beforeAll(async () => {
  api = await createApiFixture();
  const changes = await api.follow(api.pages);
  closers.push(() => changes.close());
  await api.series('klines', [candle(NOW)], { interval: 1 });
  const server = createServer(api.app).listen(0, '127.0.0.1');
  await eventually(() => server.listening);
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  api.config = configWith();
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await api.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(host: string, target = path, more: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send({ port, method, path: target, headers: { host, ...more }, agent: false }, (response) => {
      const { statusCode: status, headers } = response;
      text(response).then((body) => resolve({ status, headers, body }), reject);
    });
    sent.on('error', reject).end();
  });
}
const statusOf = async (host: string, target?: string) => (await ask(host, target)).status;

it.each([
  'localhost',
  'LocalHost:8000',
  'localhost.',
  '127.0.0.1',
  '127.8.8.8:1',
  '[::1]',
  '[::1]:8000',
  '192.168.1.5:8000',
  '[fe80::1%25eth0]:8000',
  '',
])('Host "%s" is answered, since nobody can give that name an address of theirs', async (host) => {
  expect(await statusOf(host)).toBe(200);
  expect(await statusOf(host, '/health')).toBe(200);
});

it('a plain HTTP/1.0 caller without Host is answered', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
});

it.each([
  'evil.example',
  'evil.example:8000',
  'localhost.evil.example',
  'evil.localhost.example',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  '[evil.example]',
  'localhost:8000:1',
  `${'a'.repeat(300)}.example`,
])('Host "%s" is refused before any data, from memory and by Express', async (host) => {
  expect(await statusOf('localhost')).toBe(200);
  expect(api.pages.kept(path)).toBeDefined();
  for (const target of [path, '/GetData?type=5&code=btcusdt', '/gaps', '/health', '/metrics', '/x']) {
    const { status, headers, body } = await ask(host, target);
    expect([target, status]).toEqual([target, 421]);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ error: 'foreign-host', detail: expect.stringContaining('api.hosts') });
    expect(body.length).toBeLessThan(600);
  }
  expect((await ask(host, path, {}, 'HEAD')).status).toBe(421);
});

it('what a load balancer asks is answered whatever Host says', async () => {
  expect(await statusOf('evil.example', '/live')).toBe(200);
  expect(await statusOf('evil.example', '/ready')).toBe(503);
});

it('the names of api.hosts and api.host are answered, from the edit on', async () => {
  expect(await statusOf('data.example')).toBe(421);
  api.config = configWith({ api: { hosts: ['Data.Example', 'api'] } });
  for (const host of ['data.example', 'DATA.example:443', 'api:8000']) expect(await statusOf(host)).toBe(200);
  for (const host of ['x.data.example', 'ample']) expect(await statusOf(host)).toBe(421);
  api.config = configWith({ api: { host: 'server.lan' } });
  expect(await statusOf('server.lan:8000')).toBe(200);
  expect(await statusOf('data.example')).toBe(421);
  api.config = configWith({ api: { hosts: ['*'] } });
  expect(await statusOf('any.example')).toBe(200);
});

it('with access keys any Host is answered: a page of another origin has none', async () => {
  api.config = configWith({ api: { accessKeys: ['the-key-1'] } });
  expect((await ask('evil.example')).status).toBe(401);
  expect((await ask('evil.example', path, { 'x-api-key': 'the-key-1' })).status).toBe(200);
});
