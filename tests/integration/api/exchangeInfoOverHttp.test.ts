import http, { type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readInfo } from '../../../collectors/keeper/readInfo.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { writeInfo } from '../../../store/market/exchangeInfo.ts';
import { type ApiFixture, createApiFixture, NOW } from './apiFixture.ts';

const PATH = '/api/v3/exchangeInfo';

let api: ApiFixture;
let simulator: Simulator;
let server: Server;
beforeAll(async () => {
  api = await createApiFixture({ api: { cors: ['https://my.example'] } });
  simulator = await createSimulator({ now: () => NOW });
  const exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
  if (binanceSpot.info === undefined) throw new TypeError('nothing to ask');
  const request = binanceSpot.info.request();
  const whole = await readInfo(binanceSpot.info, await exchange.get(request), request);
  exchange.close();
  await writeInfo(api.store, 'spot', NOW, whole);
  await api.board.refresh();
  api.now = NOW + 60_000;
  server = http.createServer(api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await simulator.close();
  await api.close();
});

function send(headers: Record<string, string>, { method = 'GET', path = PATH } = {}) {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const sent = http.request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject).end();
  });
}

const expected = async (query = ''): Promise<string> =>
  (await fetch(simulator.url + PATH + query).then((response) => response.text())).replace(
    `"serverTime":${NOW}`,
    `"serverTime":${NOW + 60_000}`,
  );

it.each(['gzip, deflate, br', '*', 'gzip;q=0.5'])('Accept-Encoding %s: compressed, with its length', async (accept) => {
  const { status, headers, body } = await send({ 'Accept-Encoding': accept });
  expect([status, String(gunzipSync(body))]).toEqual([200, await expected()]);
  expect(headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-length': String(body.length),
    vary: expect.stringContaining('Accept-Encoding'),
    'x-cache': 'hit',
    'x-data-age-ms': '60000',
    'x-data-source': 'simulator',
  });
});

it.each(['identity', 'gzip;q=0', '', 'br'])('Accept-Encoding %s: as it is', async (accept) => {
  const { status, headers, body } = await send({ 'Accept-Encoding': accept });
  expect([status, String(body)]).toEqual([200, await expected()]);
  expect([headers['content-encoding'], headers['content-length']]).toEqual([undefined, String(body.length)]);
  expect(headers.vary).toContain('Accept-Encoding');
});

it('HEAD has the same length, and no body', async () => {
  for (const accept of ['gzip', 'identity']) {
    const [head, get] = await Promise.all([
      send({ 'Accept-Encoding': accept }, { method: 'HEAD' }),
      send({ 'Accept-Encoding': accept }),
    ]);
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.headers['content-encoding']).toBe(get.headers['content-encoding']);
  }
});

it.each(['?symbol=ETHUSDT', '?symbols=["ETHUSDT","BTCUSDT"]', '?showPermissionSets=false'])('%s', async (query) => {
  const path = encodeURI(PATH + query);
  expect(String((await send({}, { path })).body)).toBe(await expected(query));
});

it('symbol and symbols together are refused as the exchange refuses them', async () => {
  const { status, body } = await send({}, { path: encodeURI(`${PATH}?symbol=BTCUSDT&symbols=["BTCUSDT"]`) });
  expect([status, JSON.parse(String(body))]).toMatchObject([400, { code: -1128 }]);
});

it('a page of a foreign origin gets 403, one of api.cors the answer', async () => {
  expect((await send({ Origin: 'https://evil.example' })).status).toBe(403);
  expect((await send({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  const { status, headers } = await send({ Origin: 'https://my.example', 'Sec-Fetch-Site': 'cross-site' });
  expect([status, headers['access-control-allow-origin']]).toEqual([200, 'https://my.example']);
});
