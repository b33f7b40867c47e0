import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ApiServer, createHttpServer } from '../../../api/http/server/server.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, createApiFixture } from './apiFixture.ts';
import { answersIn, call } from './rawCaller.ts';

let api: ApiFixture;
let server: ApiServer;
let port: number;
beforeAll(async () => {
  api = await createApiFixture();
  server = createHttpServer(api.app);
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  port = (server.http.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.stop({ silentMs: 0, mostMs: 1000 });
  await api.close();
});

const connections = ({ http }: ApiServer): Promise<number> =>
  new Promise((resolve, reject) => {
    http.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

const host = 'Host: localhost\r\n';
const refused: [title: string, bytes: string, status: number, error: string][] = [
  ['an expectation', `GET /live HTTP/1.1\r\n${host}Expect: something\r\n\r\n`, 417, 'expectation-failed'],
  ['no Host', 'GET /live HTTP/1.1\r\n\r\n', 400, 'malformed-request'],
  ['CONNECT', `CONNECT a.example:80 HTTP/1.1\r\n${host}\r\n`, 405, 'method-not-allowed'],
  ['a coding', `POST /live HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n`, 501, 'not-implemented'],
  ['two codings', `GET /live HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n`, 501, 'not-implemented'],
  [
    'an asynchronous route and a coding',
    `GET /health HTTP/1.1\r\n${host}Transfer-Encoding: br\r\n\r\n`,
    501,
    'not-implemented',
  ],
  [
    'a coding after chunked',
    `GET /live HTTP/1.1\r\n${host}Transfer-Encoding: chunked, br\r\n\r\n`,
    400,
    'malformed-request',
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed-request'],
  ['no HTTP', 'EHLO mail.example\r\n\r\n', 400, 'malformed-request'],
  ['headers of 50 kB', `GET /live HTTP/1.1\r\nX-A: ${'a'.repeat(50_000)}\r\n\r\n`, 431, 'headers-too-large'],
];

describe('a connection that is refused', () => {
  it.each(refused)('for %s gets one problem', async (_, bytes, status, error) => {
    const { text, ended, socket } = await call(port, bytes);
    await ended;
    const [answer, ...more] = answersIn(text());
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ status, body: { status, error } });
    expect(answer?.head).toMatch(/\r\nContent-Type: application\/problem\+json/);
    expect(answer?.head).toMatch(/\r\nContent-Security-Policy: /);
    expect(answer?.head).toMatch(/\r\nConnection: close/);
    if (status === 405) expect(answer?.head).toMatch(/\r\nAllow: GET, HEAD/);
    socket.destroy();
  });

  it.concurrent.each([...refused, ['silence', '', 408, 'request-timeout'] as const])(
    'for %s is gone within seconds, though the caller neither reads nor closes',
    async (_, bytes) => {
      const ours = createHttpServer(api.app);
      await once(ours.http.listen(0, '127.0.0.1'), 'listening');
      const refusals = once(ours.http, 'clientError');
      refusals.catch(() => undefined);
      const { socket } = await call((ours.http.address() as AddressInfo).port, bytes);
      socket.pause();
      if (bytes === '') await refusals;
      await eventually(async () => (await connections(ours)) === 0, 20_000);
      socket.destroy();
      await ours.stop({ silentMs: 0, mostMs: 1000 });
    },
  );

  it('for HEAD without a Host gets no body', async () => {
    const { text, ended, socket } = await call(port, 'HEAD /live HTTP/1.1\r\n\r\n');
    await ended;
    expect(text()).toMatch(/^HTTP\/1.1 400 .*\r\n(?:.+\r\n)+\r\n$/);
    socket.destroy();
  });

  it('gets the answers to what it asked before first', async () => {
    const { text, ended, socket } = await call(port, `GET /health HTTP/1.1\r\n${host}\r\nno HTTP\r\n\r\n`);
    await ended;
    expect(answersIn(text()).map(({ status }) => status)).toEqual([200, 400]);
    socket.destroy();
  });

  it('for a body that is no body gets the answer to its request alone', async () => {
    const head = `POST /live HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;
    const { text, ended, socket } = await call(port, `${head}no chunk\r\n`);
    await ended;
    expect(answersIn(text()).map(({ status }) => status)).toEqual([405]);
    socket.destroy();
  });
});

it('an offer to speak another protocol is not taken up', async () => {
  const { text, socket } = await call(port, `GET /live HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`);
  await eventually(() => text().endsWith('}'));
  expect(answersIn(text())).toMatchObject([{ status: 200, body: { status: 'live' } }]);
  socket.destroy();
});

it.each(['/live', '/health', '/gaps', '/GetData?type=price&code=btcusdt', '/nothing'])(
  'a caller that shuts its half after asking for %s gets its answer',
  async (target) => {
    const { text, ended, socket } = await call(port);
    socket.end(`GET ${target} HTTP/1.1\r\n${host}\r\n`);
    await ended;
    expect(answersIn(text())).toMatchObject([{ status: target === '/nothing' ? 404 : 200 }]);
  },
);

it('a caller that shuts its half gets all that it asked for', async () => {
  const { text, ended, socket } = await call(port);
  socket.end(`GET /health HTTP/1.1\r\n${host}\r\n`.repeat(20));
  await ended;
  expect(answersIn(text())).toHaveLength(20);
});
