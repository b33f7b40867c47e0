import { wsApis } from '../../../../api/binance/wsApi/methods.ts';
import { type Market, marketNames } from '../../../../markets/markets.js';
import { eventually } from '../../../eventually.ts';
import { type ApiWorld, openApiWorld } from '../binance/apiWorld.ts';
import { FIRST_ID, openRequester, type Requester, type WsAnswer } from './requester.ts';

/**
 * The API as its process starts it, over the simulated exchange, whose clock stands still. Nobody collects, so that whatever the exchange is asked,
 * these requests ask: an answer is the exchange's own, or of our own clock.
 */

let world: ApiWorld;
const callers = new Map<Market, Requester>();

beforeAll(async () => {
  world = await openApiWorld({ pairs: ['btcusdt'], callers: { share: 1 } }, {}, false);
  world.stand(true);
  for (const market of marketNames) callers.set(market, await open(market));
});
afterAll(async () => {
  for (const { socket } of callers.values()) socket.terminate();
  await world?.close();
});
beforeEach(() => world.simulator.resetLimits());

const open = (market: Market, query = '') =>
  openRequester(`${world.url.replace('http', 'ws')}${wsApis[market].address}${query}`);

async function ask(market: Market, method: string, params?: unknown): Promise<WsAnswer> {
  const caller = callers.get(market);
  if (caller === undefined) throw new Error(`no socket of ${market}`);
  return caller.ask(method, params);
}

/** The bytes of a result, or of an error. */
const bodyOf = ({ text }: WsAnswer): string =>
  /^\{"id":\d+,"status":\d+,"\w+":(.*),"rateLimits":\[.*?\]\}$/s.exec(text)?.[1] ?? '';
const withoutNow = (text: string): string => text.replace(/"serverTime":\d+/, '"serverTime":0');

const symbol = 'BTCUSDT';
const asked: readonly (readonly [Market, string, Record<string, unknown> | undefined, string])[] = [
  ['spot', 'ping', undefined, ''],
  ['spot', 'time', {}, ''],
  ['spot', 'exchangeInfo', { symbol }, 'symbol=BTCUSDT'],
  ['spot', 'exchangeInfo', { permissions: ['MARGIN', 'LEVERAGED'] }, 'permissions=["MARGIN","LEVERAGED"]'],
  ['spot', 'exchangeInfo', { showPermissionSets: false }, 'showPermissionSets=false'],
  ['spot', 'depth', { symbol, limit: 500 }, 'symbol=BTCUSDT&limit=500'],
  ['spot', 'trades.recent', { symbol, limit: 7 }, 'symbol=BTCUSDT&limit=7'],
  ['spot', 'trades.historical', { symbol, fromId: 1_000_000 }, 'symbol=BTCUSDT&fromId=1000000'],
  ['spot', 'trades.aggregate', { symbol, limit: 7 }, 'symbol=BTCUSDT&limit=7'],
  ['spot', 'klines', { symbol, interval: '1h', limit: 7 }, 'symbol=BTCUSDT&interval=1h&limit=7'],
  [
    'spot',
    'klines',
    { symbol, interval: '1d', timeZone: '8', limit: '3' },
    'symbol=BTCUSDT&interval=1d&timeZone=8&limit=3',
  ],
  ['spot', 'uiKlines', { symbol, interval: '1h', limit: 7 }, 'symbol=BTCUSDT&interval=1h&limit=7'],
  ['spot', 'avgPrice', { symbol }, 'symbol=BTCUSDT'],
  ['spot', 'ticker.24hr', { symbols: ['BTCUSDT', 'ETHUSDT'], type: 'MINI' }, 'symbols=["BTCUSDT","ETHUSDT"]&type=MINI'],
  ['spot', 'ticker.tradingDay', { symbol }, 'symbol=BTCUSDT'],
  ['spot', 'ticker', { symbol, windowSize: '4h' }, 'symbol=BTCUSDT&windowSize=4h'],
  ['spot', 'ticker.price', { symbols: '["BTCUSDT"]' }, 'symbols=["BTCUSDT"]'],
  ['spot', 'ticker.price', undefined, ''],
  ['spot', 'ticker.book', { symbol }, 'symbol=BTCUSDT'],
  ['usdm', 'depth', { symbol, limit: 5 }, 'symbol=BTCUSDT&limit=5'],
  ['usdm', 'ticker.price', { symbol }, 'symbol=BTCUSDT'],
  ['usdm', 'ticker.price', {}, ''],
  ['usdm', 'ticker.book', { symbol }, 'symbol=BTCUSDT'],
  // What is wrong is judged as in a URL, too.
  ['spot', 'depth', undefined, ''],
  ['spot', 'depth', { symbol: null }, 'symbol='],
  ['spot', 'depth', { symbol: 'btcusdt' }, 'symbol=btcusdt'],
  ['spot', 'depth', { symbol: 7 }, 'symbol=7'],
  ['spot', 'depth', { symbol: ['BTCUSDT'] }, 'symbol=["BTCUSDT"]'],
  ['spot', 'depth', { symbol: 'NONEUSDT', limit: 1.5 }, 'symbol=NONEUSDT&limit=1.5'],
  ['spot', 'depth', { symbol, limit: 1.5 }, 'symbol=BTCUSDT&limit=1.5'],
  ['spot', 'depth', { symbol, limit: -5 }, 'symbol=BTCUSDT&limit=-5'],
  ['spot', 'depth', { symbol, limit: true }, 'symbol=BTCUSDT&limit=true'],
  ['spot', 'depth', { symbol, limit: 0 }, 'symbol=BTCUSDT&limit=0'],
  ['spot', 'depth', { symbol, levels: 5 }, 'symbol=BTCUSDT&levels=5'],
  ['spot', 'depth', { symbol, timeUnit: 'MICROSECOND' }, 'symbol=BTCUSDT&timeUnit=MICROSECOND'],
  ['spot', 'klines', { symbol, interval: '7m' }, 'symbol=BTCUSDT&interval=7m'],
  ['spot', 'klines', { symbol, interval: '1m', startTime: 1e21 }, 'symbol=BTCUSDT&interval=1m&startTime=1e%2B21'],
  ['spot', 'trades.aggregate', { symbol, fromId: 1, startTime: 1 }, 'symbol=BTCUSDT&fromId=1&startTime=1'],
  ['spot', 'ticker.price', { symbol, symbols: ['ETHUSDT'] }, 'symbol=BTCUSDT&symbols=["ETHUSDT"]'],
  ['spot', 'ticker.price', { symbols: [] }, 'symbols=[]'],
  ['spot', 'ticker.price', { symbols: [7] }, 'symbols=[7]'],
  ['spot', 'ticker.price', { symbols: ['BTCUSDT', 'BTCUSDT'] }, 'symbols=["BTCUSDT","BTCUSDT"]'],
  ['spot', 'exchangeInfo', {}, ''],
  ['usdm', 'depth', { symbol, limit: 7 }, 'symbol=BTCUSDT&limit=7'],
  ['usdm', 'ticker.price', { symbols: ['BTCUSDT'] }, 'symbols=["BTCUSDT"]'],
];

it.each(asked)('%s %s %j is answered as REST is, to the byte', async (market, method, params, query) => {
  const path = `${wsApis[market].methods[method]}?${query}`;
  const answer = await ask(market, method, params);
  const rest = await world.get(path);
  expect(withoutNow(bodyOf(answer))).toBe(withoutNow(rest.text));
  expect(answer.status).toBe(rest.status);
  if (answer.status !== 200) return;
  expect(withoutNow(bodyOf(answer))).toBe(withoutNow((await world.ask(path)).text));
});

it('every method of both markets is answered', () => {
  const all = marketNames.flatMap((market) =>
    Object.keys(wsApis[market].methods).map((method) => `${market} ${method}`),
  );
  expect(new Set(asked.map(([market, method]) => `${market} ${method}`))).toEqual(new Set(all));
});

it('sockets and what is answered from memory cost nothing; what goes out is counted, once', async () => {
  const requests = () => world.simulator.stats().requests;
  const before = requests();
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open('spot')));
  const pongs = await Promise.all(sockets.map(({ ask: of }) => of('ping')));
  expect([requests(), new Set(pongs.map(({ status }) => status))]).toEqual([before, new Set([200])]);
  const counts = async () => (await ask('spot', 'ping')).rateLimits?.[0];
  const first = await counts();
  const answers = await Promise.all(sockets.map(({ ask: of }) => of('depth', { symbol: 'ETHUSDT', limit: 1000 })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await counts()).toEqual({ ...first, count: (first?.count ?? 0) + 50 * (requests() - before) });
  for (const { socket } of sockets) socket.terminate();
});

it('hundreds of symbols that there are not reach nobody, and who asks for them is told so ever later', async () => {
  const before = world.simulator.stats().requests;
  const sockets = await Promise.all([open('spot'), open('spot')]);
  const since = performance.now();
  for (const [at, { socket }] of sockets.entries()) {
    for (let id = 0; id < 200; id += 1) {
      socket.send(
        JSON.stringify({ id, method: 'avgPrice', params: { symbol: `NO${at}${id}USDT`, returnRateLimits: false } }),
      );
    }
  }
  for (const { answers, ask: of, socket } of sockets) {
    expect(await of('ping')).toMatchObject({ status: 200 });
    await eventually(() => answers.length === 201);
    const others = answers.filter(({ id }) => Number(id) < FIRST_ID);
    const told = new Set(others.map(({ status, error }) => `${status} ${error?.msg}`));
    expect(told).toEqual(new Set(['400 Invalid symbol.']));
    socket.terminate();
  }
  // Of 400 those from the 150th on wait for a second, fifty of each socket at once.
  expect(performance.now() - since).toBeGreaterThan(1_500);
  expect(world.simulator.stats().requests).toBe(before);
});

it('/health and metrics count requests by method and result', async () => {
  const { requests, sockets } = (await world.get('/health')).body as { requests: object; sockets: { kinds: object } };
  expect(requests).toMatchObject({
    spot: { ping: { memory: expect.any(Number) }, avgPrice: { refused: 400, passed: 1 } },
    usdm: { depth: { passed: 1, refused: 1 } },
  });
  expect(sockets.kinds).toMatchObject({ requests: { sockets: expect.any(Number), opened: 24 } });
  const metrics = (await world.get('/metrics')).text;
  expect(metrics).toMatch(/^binance_collector_ws_api_requests_total\{method="avgPrice",result="refused"\} 400$/m);
  expect(metrics).toMatch(
    /^binance_collector_ws_api_requests_total\{market="usdm",method="depth",result="passed"\} 1$/m,
  );
});

it('while the exchange wants to be left alone, callers are told until when', async () => {
  world.simulator.inject({ kind: 'status', status: 429, retryAfter: 3, path: 'avgPrice', times: 1 });
  const { status, error } = await ask('spot', 'avgPrice', { symbol: 'LTCUSDT' });
  expect({ status, error }).toEqual({
    status: 429,
    error: {
      ...{ code: -1003, msg: expect.stringMatching(/^Too much request weight used; /) },
      data: { serverTime: expect.any(Number), retryAfter: expect.any(Number) },
    },
  });
  const { serverTime, retryAfter } = Object(error?.data);
  expect(retryAfter - serverTime).toBe(3_000);
  expect(await ask('spot', 'ping')).toMatchObject({ status: 200 });
});
