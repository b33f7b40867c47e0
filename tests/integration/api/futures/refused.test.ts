import { routes } from '../../../../api/binance/routes.ts';
import { MOST_ROWS } from '../../../../api/futures/futuresRoutes.ts';
import { type FuturesWorld, openFuturesWorld, usdm } from './futuresWorld.ts';

let world: FuturesWorld;
beforeAll(async () => {
  world = await openFuturesWorld({ usdm, callers: { share: 1 } });
  // From then on the symbols that it lists are known.
  await world.get('/binance/oi/LTCUSDT');
});
afterAll(() => world.close());

const names = ['binance', 'binanceusdm', 'binance-futures'];
const limits = 'a whole number from 1 to 1500';
const times = expect.stringContaining('ISO 8601');
const ohlc = '/binance/ohlc/btcusdt/1m';

const bad: [path: string, status: number, error: string, parameter: string | undefined, accepted: unknown][] = [
  ['/kraken/ohlc/btcusdt/1m', 404, 'unknown-exchange', 'exchange', names],
  ['/%00/oi/btcusdt', 404, 'unknown-exchange', 'exchange', names],
  ['/bin%20ance/funding/btcusdt', 404, 'unknown-exchange', 'exchange', names],
  ['/binance/oi/nosuchusdt', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/ohlc/nosuchusdt/1m', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/oi-hist/nosuchusdt', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/funding/nosuchusdt', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/funding-hist/nosuchusdt', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/oi/stra%C3%9Feusdt', 404, 'unknown-symbol', 'symbol', ['BTCUSDT', 'ETHUSDT']],
  ['/binance/oi/btc%2Fusdt', 400, 'invalid-parameter', 'symbol', expect.stringContaining('BTCUSDT')],
  ["/binance/oi/x'%20or%201=1", 400, 'invalid-parameter', 'symbol', expect.stringContaining('BTCUSDT')],
  ['/binance/oi/%00', 400, 'invalid-parameter', 'symbol', expect.stringContaining('BTCUSDT')],
  [`/binance/oi/${'a'.repeat(300)}`, 400, 'invalid-parameter', 'symbol', expect.stringContaining('BTCUSDT')],
  ['/binance/ohlc/btcusdt/7m', 400, 'invalid-parameter', 'interval', expect.arrayContaining(['1m', '4h', '1M'])],
  ['/binance/ohlc/btcusdt/5M', 400, 'invalid-parameter', 'interval', expect.arrayContaining(['5m', '1M'])],
  ['/binance/ohlc/btcusdt/1s', 400, 'invalid-parameter', 'interval', expect.arrayContaining(['1m'])],
  ['/binance/ohlc/btcusdt/60', 400, 'invalid-parameter', 'interval', expect.arrayContaining(['1h'])],
  [`${ohlc}?limit=0`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=1501`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=-1`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=ten`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=1e2`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=`, 400, 'invalid-parameter', 'limit', limits],
  [`${ohlc}?limit=5&limit=5`, 400, 'repeated-parameter', 'limit', limits],
  [`${ohlc}?limt=5`, 400, 'invalid-parameter', 'limt', ['limit', 'start', 'end']],
  [`${ohlc}?period=5m`, 400, 'invalid-parameter', 'period', ['limit', 'start', 'end']],
  [`${ohlc}?start=yesterday`, 400, 'invalid-parameter', 'start', times],
  [`${ohlc}?end=2026-02-30`, 400, 'invalid-parameter', 'end', times],
  [`${ohlc}?start=1790000040000000`, 400, 'invalid-parameter', 'start', times],
  [`${ohlc}?start=1790000040`, 400, 'invalid-parameter', 'start', expect.stringMatching(/ms .* ISO 8601/)],
  [`${ohlc}?start=-1`, 400, 'invalid-parameter', 'start', times],
  [`${ohlc}?start=1&start=2`, 400, 'repeated-parameter', 'start', times],
  [`${ohlc}?start=2026-11-24T10:00:01Z&end=2026-11-24T10:00:00Z`, 400, 'invalid-parameter', 'start', expect.anything()],
  ['/binance/oi-hist/btcusdt?period=1m', 400, 'invalid-parameter', 'period', expect.arrayContaining(['5m', '1d'])],
  ['/binance/oi-hist/btcusdt?period=', 400, 'invalid-parameter', 'period', expect.arrayContaining(['5m', '1d'])],
  ['/binance/oi-hist/btcusdt?period=5m&period=5m', 400, 'repeated-parameter', 'period', expect.anything()],
  ['/binance/oi-hist/btcusdt?limit=1501', 400, 'invalid-parameter', 'limit', limits],
  ['/binance/oi-hist/btcusdt?start=1', 400, 'invalid-parameter', 'start', ['period', 'limit']],
  ['/binance/oi/btcusdt?limit=1', 400, 'invalid-parameter', 'limit', expect.stringContaining('no parameters')],
  ['/binance/funding-hist/btcusdt?limit=x', 400, 'invalid-parameter', 'limit', limits],
  ['/binance', 404, 'not-found', undefined, expect.arrayContaining(['/{exchange}/oi/{symbol}'])],
  ['/binance/ohlc/btcusdt', 404, 'not-found', undefined, expect.anything()],
  ['/binance/trades/btcusdt', 404, 'not-found', undefined, expect.anything()],
  ['/binance/oi/%E0%A4%A', 400, 'malformed-request', undefined, undefined],
];

it.each(bad)('%s gets %i %s', async (path, status, error, parameter, accepted) => {
  const before = world.requests();
  const { body, headers, ...answer } = await world.get(path);
  expect([answer.status, headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
  expect(body).toMatchObject({ error, status, detail: expect.stringMatching(/.{10}/) });
  expect([body.parameter, body.accepted]).toEqual([parameter, accepted]);
  // Whoever sends rubbish costs no weight.
  expect(world.requests()).toBe(before);
});

it.each(names)('paths and all but minutes and months are taken in any case: %s', async (exchange) => {
  const plain = await world.get(`/${exchange}/ohlc/BTCUSDT/4h?limit=2`);
  expect(plain.body.map((row: { exchange: string }) => row.exchange)).toEqual([exchange, exchange]);
  for (const path of [`/${exchange.toUpperCase()}/OHLC/btcusdt/4H/`, `/${exchange}/Ohlc/BtcUsdt/4h/`]) {
    const { status, body } = await world.get(`${path}?limit=2`);
    expect([status, body]).toEqual([200, plain.body]);
  }
});

it.each(['POST', 'PUT', 'DELETE'])('%s is refused', async (method) => {
  const { status, body } = await world.send(method, ohlc);
  expect([status, body.error]).toEqual([405, 'method-not-allowed']);
});

it('HEAD answers without a body', async () => {
  const { status, headers, text } = await world.send('HEAD', ohlc);
  expect([status, headers['x-data-source'], text]).toEqual([200, 'simulator', undefined]);
});

it('a page of another site, a foreign Host and a missing key are refused before anything is asked', async () => {
  const before = world.requests();
  const foreign = await world.get('/binance/oi/BNBUSDT', { Origin: 'https://evil.example' });
  expect([foreign.status, foreign.body.error]).toEqual([403, 'foreign-page']);
  const crossed = await world.get('/binance/oi/BNBUSDT', { 'Sec-Fetch-Site': 'cross-site' });
  expect([crossed.status, crossed.body.error]).toEqual([403, 'foreign-page']);
  const host = await world.get('/binance/oi/BNBUSDT', { Host: 'evil.example' });
  expect([host.status, host.body.error]).toEqual([421, 'foreign-host']);
  world.edit({ usdm, callers: { share: 1 }, api: { accessKeys: ['a-good-key'] } });
  try {
    expect((await world.get('/binance/oi/BNBUSDT')).body.error).toBe('unauthorized');
    expect((await world.get('/exchanges')).body.error).toBe('unauthorized');
    expect(world.requests()).toBe(before);
    expect((await world.get('/k/a-good-key/binance/oi/BNBUSDT')).status).toBe(200);
    expect((await world.get('/binance/oi/BNBUSDT', { 'X-API-Key': 'a-good-key' })).status).toBe(200);
  } finally {
    world.edit({ usdm, callers: { share: 1 } });
  }
});

it('what the exchange refuses is told with its own number', async () => {
  world.simulator.inject({ kind: 'status', status: 400, times: 1 });
  const { status, body } = await world.get('/binance/ohlc/LTCUSDT/6h');
  expect([status, body.error]).toEqual([502, 'exchange-refused']);
  expect(body.detail).toMatch(/^the exchange answers 400: -\d+ /);
});

it.each([
  ['503', { kind: 'status', status: 503, times: 10 }],
  ['rubbish', { kind: 'html', times: 10 }],
] as const)('an exchange that answers %s makes a 503 that says when to ask again', async (_, fault) => {
  world.simulator.inject(fault);
  const { status, body, headers } = await world.get('/binance/ohlc/LTCUSDT/8h');
  world.simulator.clearFaults();
  expect([status, body.error, headers['retry-after']]).toEqual([503, 'unavailable', '1']);
});

it('where no weight is left it says when to ask again, and what is asked meanwhile stays unasked', async () => {
  world.edit({ usdm, callers: { share: 0.002 } });
  const answers = [];
  for (const interval of ['3d', '12h', '6h', '8h', '15m', '30m']) {
    answers.push(await world.get(`/binance/ohlc/SOLUSDT/${interval}?limit=1500`));
  }
  const refused = answers.find(({ status }) => status !== 200);
  expect([refused?.status, refused?.body.error]).toEqual([429, 'throttled']);
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
});

it('limits are those of the exchange, or are made of several of its answers', () => {
  const most = (path: string) => routes.get(path)?.endpoint.params.limit;
  expect(most('/fapi/v1/klines')).toMatchObject({ most: MOST_ROWS });
  expect(most('/futures/data/openInterestHist')).toMatchObject({ most: 500 });
  expect(most('/fapi/v1/fundingRate')).toMatchObject({ most: 1000 });
});
