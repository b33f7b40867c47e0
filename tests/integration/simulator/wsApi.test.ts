import { type Bench, startBench } from './client.ts';
import { openStream } from './streamClient.ts';

/** The WebSocket APIs of the simulated exchange: what REST answers, in frames. */

let bench: Bench;

beforeAll(async () => {
  const now = Date.UTC(2026, 10, 27, 12, 0, 30);
  bench = await startBench({ now: () => now });
});
afterAll(() => bench?.simulator.close());

const connect = (path: string) => openStream(`${bench.simulator.streamUrl}${path}`);

it.each([
  ['/ws-api/v3', 'ping', {}, '/api/v3/ping'],
  ['/ws-api/v3', 'v3/time', {}, '/api/v3/time'],
  ['/ws-api/v3', 'depth', { symbol: 'BTCUSDT', limit: 5 }, '/api/v3/depth?symbol=BTCUSDT&limit=5'],
  [
    '/ws-api/v3',
    'ticker.price',
    { symbols: ['BTCUSDT', 'ETHUSDT'] },
    '/api/v3/ticker/price?symbols=["BTCUSDT","ETHUSDT"]',
  ],
  ['/ws-api/v3', 'klines', { symbol: 'NONE', interval: '1m' }, '/api/v3/klines?symbol=NONE&interval=1m'],
  ['/ws-fapi/v1', 'ticker.book', { symbol: 'BTCUSDT' }, '/fapi/v1/ticker/bookTicker?symbol=BTCUSDT'],
])('%s answers %s as REST does', async (address, method, params, path) => {
  const client = await connect(address);
  const { id, status, result, error, rateLimits } = await client.ask({ method, params });
  const rest = await bench.getPath(path);
  expect({ id, status, body: result ?? error }).toEqual({ id: 1, status: rest.status, body: rest.json() });
  expect(rateLimits).toEqual([expect.objectContaining({ rateLimitType: 'REQUEST_WEIGHT', count: expect.any(Number) })]);
  client.end();
});

it('leaves limits out where they are not wanted', async () => {
  const client = await connect('/ws-api/v3?returnRateLimits=false');
  expect(await client.ask({ method: 'ping' })).toEqual({ id: 1, status: 200, result: {} });
  const params = { returnRateLimits: true };
  expect(await client.ask({ method: 'ping', params })).toMatchObject({ rateLimits: [{ limit: 6000 }] });
  client.end();
});

it('says when it is worth asking again', async () => {
  const client = await connect('/ws-api/v3');
  const params = { symbol: 'BTCUSDT', limit: 5000 };
  let told = await client.ask({ method: 'depth', params });
  for (let tries = 0; told.status === 200 && tries < 30; tries += 1)
    told = await client.ask({ method: 'depth', params });
  const serverTime = bench.simulator.now();
  expect(told).toMatchObject({
    status: 429,
    error: { code: -1003, data: { serverTime, retryAfter: serverTime + 30_000 } },
  });
  bench.simulator.resetLimits();
  client.end();
});

it.each([
  ['{', null, 'Invalid JSON request.'],
  ['{"id":1.5,"method":"ping"}', null, /^Invalid 'id' in JSON request; expected an integer/],
  ['{"id":7,"method":"ping","params":[]}', 7, "Invalid 'params' in JSON request; expected an object."],
  ['{"id":7,"method":"order.place"}', 7, 'Unknown method.'],
])('refuses %s', async (text, id, msg) => {
  const client = await connect('/ws-api/v3?returnRateLimits=false');
  client.socket.send(text);
  const answer = await new Promise((resolve) =>
    client.socket.once('message', (data) => resolve(JSON.parse(String(data)))),
  );
  expect(answer).toEqual({ id, status: 400, error: { code: -1135, msg: expect.stringMatching(msg) } });
  client.end();
});
