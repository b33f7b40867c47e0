import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createForeignCheck } from '../../../api/http/access/foreignPage.ts';
import { type ApiServer, createHttpServer } from '../../../api/http/server/server.ts';
import { type ApiFixture, configWith, createApiFixture } from './apiFixture.ts';
import { answersIn, call } from './rawCaller.ts';

let api: ApiFixture;
let server: ApiServer;
let port: number;
beforeAll(async () => {
  api = await createApiFixture({ api: { cors: ['https://my.example'] } });
  const isForeign = createForeignCheck(api.context);
  const answer = (reason: string | null) => [reason === null ? 200 : 403, JSON.stringify({ reason })] as const;
  server = createHttpServer(({ headers }, response) => {
    const [status, body] = answer(isForeign(headers));
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body);
  });
  server.http.on('upgrade', ({ headers }, socket) => {
    const [status, body] = answer(isForeign(headers));
    socket.end(`HTTP/1.1 ${status} x\r\n\r\n${body}`);
  });
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  ({ port } = server.http.address() as AddressInfo);
});
afterAll(async () => {
  await server.stop({ silentMs: 0, mostMs: 100 });
  await api.close();
});

/** The statuses of a GET and of an upgrade with these lines of headers, as they come over the wire. */
async function statusesOf(...lines: readonly string[]): Promise<(number | undefined)[]> {
  const statuses = [];
  for (const more of [['Connection: close'], ['Connection: Upgrade', 'Upgrade: websocket']]) {
    const caller = await call(port, ['GET /api/v3/time HTTP/1.1', ...lines, ...more, '', ''].join('\r\n'));
    await caller.ended;
    caller.socket.destroy();
    statuses.push(answersIn(caller.text())[0]?.status);
  }
  return statuses;
}

const own = () => `Host: 127.0.0.1:${port}`;

it('requests and upgrades of callers and of pages that may ask are answered', async () => {
  expect(await statusesOf(own())).toEqual([200, 200]);
  expect(await statusesOf(own(), `Origin: http://127.0.0.1:${port}`)).toEqual([200, 200]);
  expect(await statusesOf(`Host: [::1]:${port}`, `origin: http://[::1]:${port}`)).toEqual([200, 200]);
  expect(await statusesOf(own(), 'ORIGIN: https://my.example', 'Sec-Fetch-Site: cross-site')).toEqual([200, 200]);
  expect(await statusesOf(own(), 'Sec-Fetch-Site: none')).toEqual([200, 200]);
  expect(await statusesOf(own(), 'Sec-Fetch-Site: same-site')).toEqual([200, 200]);
});

it.each([
  [['Origin: https://evil.example']],
  [['origin: null']],
  [['Origin:']],
  [['Origin: https://my.example', 'Origin: https://evil.example']],
  [['Origin: https://evil.example', 'Origin: https://my.example']],
  [['Origin: https://my.example https://evil.example']],
  [['Origin: \thttps://my.example.evil.example  ']],
  [['Origin: http://127.0.0.1']],
  [['sec-fetch-site: cross-site']],
  [['Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site']],
  [[`Origin: ${'x'.repeat(12_000)}`]],
])('others are refused: %j', async (lines) => {
  expect(await statusesOf(own(), ...lines)).toEqual([403, 403]);
});

it.each(['/api/v3/klines?symbol=BTCUSDT', '/fapi/v1/klines', '/futures/data/basis', '/k/some-key-1/api/v3/time'])(
  'a preflight for %s is answered to pages of api.cors alone',
  async (path) => {
    const headers = {
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'x-mbx-apikey',
      'Sec-Fetch-Site': 'cross-site',
    };
    const allowed = await request(api.app).options(path).set(headers).set('Origin', 'https://my.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://my.example',
      'access-control-allow-headers': expect.stringContaining('X-MBX-APIKEY'),
    });
    const foreign = await request(api.app).options(path).set(headers).set('Origin', 'https://evil.example');
    expect([foreign.status, foreign.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  },
);

it('a preflight needs no access key, since browsers send none with it', async () => {
  api.config = configWith({ api: { cors: ['https://my.example'], accessKeys: ['first-key-1'] } });
  const { status } = await request(api.app)
    .options('/api/v3/klines')
    .set({ Origin: 'https://my.example', 'Access-Control-Request-Method': 'GET' });
  expect(status).toBe(204);
});

it('two Host headers are no way around', async () => {
  const page = 'http://evil.example';
  expect((await statusesOf(own(), 'Host: evil.example', `Origin: ${page}`)).includes(200)).toBe(false);
});
