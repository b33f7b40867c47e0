import { Agent, createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, candle, configWith, createApiFixture, NOW } from './apiFixture.ts';

const path = '/GetData?type=1&code=btcusdt';
const closers: (() => unknown)[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let api: ApiFixture;
let port: number;

beforeAll(async () => {
  api = await createApiFixture();
  const changes = await api.follow(api.pages);
  closers.push(() => changes.close());
  await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval: 1 });
  const server = createServer(api.app).listen(0, '127.0.0.1');
  await eventually(() => server.listening);
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  agent.destroy();
  for (const close of closers.reverse()) await close();
  await api.close();
});

interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Over one connection, which stays open. */
const get = (headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = send({ port, path, headers, method, agent }, async (response: IncomingMessage) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      const at = response.rawHeaders.indexOf('Date');
      resolve({ status: response.statusCode ?? 0, headers: response.rawHeaders.toSpliced(at, 2), body });
    });
    sent.on('error', reject).end();
  });

/** What comes back of these bytes until the connection ends. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
    socket.write(text);
  });

it('answers of one moment have one head, and those in between their own', async () => {
  const first = await get();
  expect(first.status).toBe(200);
  expect(first.headers).toContain('X-Data-Age-Ms');
  expect(await get()).toEqual(first);
  const etag = first.headers[first.headers.indexOf('ETag') + 1] ?? '';
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  expect(await get({}, 'HEAD')).toEqual({ ...first, body: '' });
  expect(await get()).toEqual(first);
});

it('the next moment has another one', async () => {
  const before = await get();
  api.now += 7;
  const after = await get();
  expect(after.headers).not.toEqual(before.headers);
  expect(after.headers.slice(-1 - after.headers.indexOf('X-Data-Age-Ms'))).toContain('7');
});

it('a page that has changed has another one at once', async () => {
  const before = await get();
  await api.series('klines', [candle(NOW)], { interval: 1, asOf: api.now });
  await eventually(() => api.pages.kept(path) === undefined);
  const after = await get();
  expect(after.body).not.toBe(before.body);
  expect(await get()).toEqual(after);
});

it.each([
  ['asks to end the connection', 'HTTP/1.1', 'Connection: close\r\n'],
  ['is of HTTP/1.0', 'HTTP/1.0', ''],
])('a request that %s gets the head that says so', async (_, version, header) => {
  await get();
  const answer = await raw(`GET ${path} ${version}\r\nHost: localhost\r\n${header}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/);
  expect(answer).not.toMatch(/keep-alive/i);
});

it('an edit of CONFIG.json counts at once', async () => {
  await get();
  api.config = configWith({ api: { cors: ['*'] } });
  expect((await get({ origin: 'https://b.example' })).headers).toContain('Access-Control-Allow-Origin');
  expect((await get()).headers).not.toContain('Access-Control-Allow-Origin');
});
