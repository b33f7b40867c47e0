import { createServer, type RequestListener, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createApp } from '../../../api/app.ts';
import { createAnswering } from '../../../api/binance/answer.ts';
import { createGetDataPages } from '../../../api/getData/getDataPages.ts';
import { readStore } from '../../../api/http/readStore.ts';
import { createPages } from '../../../api/pages/pages.ts';
import { createMetrics } from '../../../api/state/metrics/metrics.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, book, candle, code, configWith, createApiFixture, NOW, trade } from './apiFixture.ts';

const MINUTE = 60_000;
const newest = Math.floor(NOW / MINUTE) * MINUTE;
const path = '/GetData?type=1&code=btcusdt';
const candles = Array.from({ length: 25 }, (_, index) => candle(newest - index * MINUTE));

let api: ApiFixture;
let closers: (() => unknown)[] = [];
beforeEach(async () => {
  api = await createApiFixture();
  const changes = await api.follow(api.pages);
  closers.push(() => changes.close());
  await api.series('klines', candles, { interval: 1 });
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  await api.close();
});

/** What is asked at an address, without a check of the answer. */
interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function serve(listener: RequestListener) {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await eventually(() => server.listening);
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return (target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = send({ port, path: target, headers, method, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => {
          // These follow the time of the day.
          const { date: _, 'retry-after': __, ...rest } = response.headers;
          const { statusCode: status = 0, statusMessage: statusText = '' } = response;
          resolve({ status, statusText, headers: rest, body: body.replace(/wait \d+ s/, 'wait') });
        });
      });
      sent.on('error', reject);
      sent.end();
    });
}

const plain = fc
  .tuple(fc.constantFrom('1', '5', 'trades', 'depth', 'price'), fc.constantFrom('1', '2', '9'))
  .map(([type, page]) => `/GetData?pageSize=${page}&type=${type}&code=${code}`);
const targets = fc.oneof(
  { arbitrary: plain, weight: 3 },
  fc
    .record({
      type: fc.constantFrom('1', '1', '1', '5', 'trades', 'depth', 'price', '7', ''),
      code: fc.constantFrom(code, code, code, 'BtcUsdt', 'ethusdt', 'nopair', '!'),
      page: fc.constantFrom('1', '1', '2', '3', '9', '1000000', '0', '01', 'x'),
      before: fc.constantFrom(undefined, undefined, String(newest), String(newest - 5 * MINUTE), '-1'),
      base: fc.constantFrom('/GetData', '/GetData', '/getdata/', '/GETDATA', '/GetData/x', '/Get%44ata'),
      more: fc.constantFrom('', '', '', '&x=1', '&type=1', '&%', '#a'),
    })
    .map(
      ({ type, code: pair, page, before, base, more }) =>
        `${base}?pageSize=${page}&type=${type}&code=${pair}${before === undefined ? '' : `&before=${before}`}${more}`,
    ),
  fc.constantFrom('/GetData', '/GetData?', '/GetData?type=1', '/GetData?code=btcusdt', '*'),
);
const requests = fc.record({
  target: targets,
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS'),
  headers: fc.record(
    {
      'x-api-key': fc.constantFrom('the-key-1', 'the-key-2', 'wrong'),
      origin: fc.constantFrom('https://a.example', 'https://b.example'),
      'if-none-match': fc.constantFrom('*', 'W/"1-x"', 'ITS-OWN'),
      'cache-control': fc.constant('no-cache'),
      host: fc.constantFrom('localhost', '[::1]:8000', 'evil.example'),
      'x-forwarded-prefix': fc.constantFrom('/binance', '//binance'),
    },
    { requiredKeys: [] },
  ),
  config: fc.constantFrom(
    {},
    {},
    { api: { cors: ['*'] } },
    { api: { cors: ['https://a.example'] } },
    { api: { accessKeys: ['the-key-1', 'the-key-2'] } },
    { feeds: { depth: { enabled: false } } },
  ),
});

it('every request gets the answer that Express gives, from memory or not', async () => {
  await api.series('trades', [trade(1), trade(2)]);
  await api.latest('depth', book({ bids: 25, asks: 12 }));
  await api.latest('price', { symbol: 'BTCUSDT', price: '1.50' });
  const unfollowed = createGetDataPages(createPages({ read: (from) => readStore(api.context, from) }));
  const fast = await serve(api.app);
  const slow = await serve(
    createApp(api.context, unfollowed, createMetrics(), createAnswering(api.context, api.cache), 0),
  );
  const configs = new Map<object, typeof api.config>();
  let fromMemory = 0;
  await fc.assert(
    fc.asyncProperty(requests, async ({ target, method, headers, config }) => {
      if (!configs.has(config)) configs.set(config, configWith(config));
      api.config = configs.get(config) ?? api.config;
      const plain = await slow(target, headers, method);
      const own: Record<string, string> = { ...headers };
      if (own['if-none-match'] === 'ITS-OWN') own['if-none-match'] = String(plain.headers.etag);
      const expected = await slow(target, own, method);
      expect(await fast(target, own, method)).toEqual(expected);
      if (api.pages.kept(target) !== undefined) fromMemory++;
      expect(await fast(target, own, method)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  expect(fromMemory).toBeGreaterThan(50);
});

it('a page in memory is not shown to who has no key', async () => {
  const get = await serve(api.app);
  api.config = configWith({ api: { accessKeys: ['the-key-1'] } });
  expect((await get(path, { 'x-api-key': 'the-key-1' })).status).toBe(200);
  expect(api.pages.kept(path)).toBeDefined();
  expect((await get(path)).status).toBe(401);
});

it('a page that cannot be sent is an error each time, from memory too, and the API goes on', async () => {
  const get = await serve(api.app);
  // Another program's doing: no header can say this.
  await api.store.redis.hset(metaKey(dataKey('spot', code, 'klines', 1)), 'source', '一');
  const own = `W/"${(await api.store.redis.hget(metaKey(dataKey('spot', code, 'klines', 1)), 'version')) ?? ''}-1.${code}.1"`;
  for (const headers of [{}, {}, { 'if-none-match': own }]) {
    const answer = await get(path, headers);
    expect([answer.status, answer.statusText]).toEqual([500, 'Internal Server Error']);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'internal' });
    expect(api.pages.kept(path)).toBeDefined();
  }
  expect((await get(`/GetData?type=5&code=${code}`)).status).toBe(200);
});

it('a pair that leaves CONFIG.json is no longer answered', async () => {
  const get = await serve(api.app);
  expect((await get(path)).status).toBe(200);
  api.config = configWith({ pairs: ['ethusdt'] });
  expect((await get(path)).status).toBe(404);
});
