import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { allMarkets } from '../../../api/context/markets.ts';
import { type ApiServer, createHttpServer } from '../../../api/http/server/server.ts';
import { type ApiFixture, createApiFixture, IMPATIENT } from './apiFixture.ts';

let api: ApiFixture;
let server: ApiServer;
let port: number;
beforeAll(async () => {
  api = await createApiFixture({}, allMarkets, IMPATIENT);
  server = createHttpServer(api.app);
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  port = (server.http.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.stop({ silentMs: 0, mostMs: 1000 });
  await api.close();
});

/** Everything the server says to these bytes until it closes the connection. */
async function say(bytes: string): Promise<{ head: string; body: string }> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { head, body };
}

describe('what is no proper request', () => {
  it.each([
    [
      'a request line of 50 kB',
      `GET /GetData?code=${'a'.repeat(50_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'headers of 50 kB',
      `GET /live HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(50_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['no HTTP', 'EHLO mail.example\r\n\r\n', 400, 'malformed-request'],
    ['a null byte in the path', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'malformed-request'],
    [
      'a space in the query',
      'GET /GetData?code=btc usdt HTTP/1.1\r\nHost: localhost\r\n\r\n',
      400,
      'malformed-request',
    ],
    ['an unknown method', 'FLUSHALL / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'malformed-request'],
    [
      'two lengths',
      'GET /live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed-request',
    ],
  ])('%s gets a problem and the connection is closed', async (_, bytes, status, error) => {
    const { head, body } = await say(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\nContent-Type: application/problem\\+json`));
    expect(JSON.parse(body)).toMatchObject({ status, error });
  });

  it('a request that does not arrive ends after the time limit', async () => {
    const { head } = await say('GET /live HTTP/1.1\r\nHost: localhost\r\n');
    expect(head).toMatch(/^HTTP\/1.1 408 /);
  });
});

it.each(['GET', 'POST'])('%s of a target without a path gets a problem', async (method) => {
  const { head, body } = await say(`${method} foo://host HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect(head).toMatch(/^HTTP\/1.1 404 /);
  expect(head).toMatch(/\r\nContent-Type: application\/problem\+json/);
  expect(head).toMatch(/\r\nX-Content-Type-Options: nosniff/);
  expect(JSON.parse(body)).toMatchObject({ error: 'not-found', detail: 'the request names no path' });
});

it('parameters of 10 kB are told apart, not cut off', async () => {
  const { head, body } = await say(
    `GET /GetData?type=1&code=${'a'.repeat(10_240)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  );
  expect(head).toMatch(/^HTTP\/1.1 400 /);
  expect(JSON.parse(body)).toMatchObject({ error: 'invalid-parameter', parameter: 'code' });
});

it.each([
  ['GET', 200],
  ['POST', 405],
])('%s with a body of 20 MB is answered without reading it into memory', async (method, status) => {
  const request = http.request({ port, path: '/live', method, headers: { 'Content-Length': 20_000_000 } });
  const written = new Promise<void>((resolve) => request.end(Buffer.alloc(20_000_000), resolve));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.statusCode).toBe(status);
  response.resume();
  await Promise.all([once(response, 'end'), written]);
});

it('a stop lets a running request finish and then closes at once', async () => {
  const { http: other, stop } = createHttpServer(api.app);
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const agent = new http.Agent({ keepAlive: true });
  api.redis.pause();
  const path = '/GetData?type=price&code=btcusdt';
  const request = http.get({ port: (other.address() as AddressInfo).port, path, agent });
  await once(other, 'request');
  const startedAt = performance.now();
  const stopped = stop({ silentMs: 30_000, mostMs: 40_000 });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  api.redis.resume();
  expect(response.statusCode).toBe(503);
  response.resume();
  await stopped;
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  agent.destroy();
});
