import { Ajv2020 } from 'ajv/dist/2020.js';
import { buildOpenapi } from '../../../../api/docs/openapi.ts';
import { futuresRoutes } from '../../../../api/futures/futuresRoutes.ts';
import { routePaths } from '../../../../api/http/routePaths.ts';
import { type FuturesWorld, openFuturesWorld, usdm } from './futuresWorld.ts';

let world: FuturesWorld;
beforeAll(async () => {
  world = await openFuturesWorld({ usdm, callers: { share: 1 } });
});
afterAll(() => world.close());

const chrome = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('/', () => {
  it.each([undefined, '*/*', 'application/json', 'application/json, text/html', 'text/html;q=0.5, application/json'])(
    'is JSON to who accepts %s',
    async (accept) => {
      const { status, headers, body } = await world.get('/', accept === undefined ? {} : { Accept: accept });
      expect([status, headers['content-type'], headers.vary]).toEqual([
        200,
        'application/json; charset=utf-8',
        'Accept',
      ]);
      expect(body).toMatchObject({ name: 'binance-collector', exchanges: '/exchanges', openapi: '/openapi.json' });
      expect(body.futures).toEqual(futuresRoutes.map(({ path }) => path));
      for (const path of [body.exchanges, body.openapi, body.health, body.ready, body.gaps, body.metrics, body.live]) {
        expect((await world.get(path)).status).not.toBe(404);
      }
    },
  );

  it('names every route', async () => {
    const { body } = await world.get('/');
    const named = [body, body.data, body.futures].flatMap((part: object) => Object.values(part));
    const paths = named.filter((value) => typeof value === 'string').map((path: string) => path.split('?')[0]);
    expect(paths).toEqual(expect.arrayContaining(routePaths.filter((path) => path !== '/')));
  });

  it('is the dashboard to browsers, which is there only where the program was built', async () => {
    const { status, headers, body } = await world.get('/', { Accept: chrome });
    expect([status, body.error, headers.vary]).toEqual([503, 'not-built', 'Accept']);
  });

  it('leads browsers from a key in the path to the slash behind it, and lets nobody keep that', async () => {
    const { status, headers } = await world.get('/k/a-good-key?market=usdm', { Accept: chrome });
    expect([status, headers.location, headers['cache-control'], headers['content-security-policy']]).toEqual([
      302,
      'a-good-key/?market=usdm',
      'no-store',
      "default-src 'none';frame-ancestors 'none'",
    ]);
  });

  it('leads on behind a prefix, and takes none that is not a path', async () => {
    expect((await world.get('/', { 'X-Forwarded-Prefix': '/data' })).body.health).toBe('/data/health');
    expect((await world.get('/', { 'X-Forwarded-Prefix': '//evil.example' })).body.health).toBe('/health');
  });

  it('is open: it holds no data', async () => {
    world.edit({ usdm, api: { accessKeys: ['a-good-key'] } });
    expect((await world.get('/')).status).toBe(200);
    expect((await world.get('/exchanges')).status).toBe(401);
    world.edit({ usdm });
  });
});

describe('/exchanges', () => {
  it('says of each exchange what it has', async () => {
    const { body } = await world.get('/Exchanges/');
    expect(body.exchanges).toEqual(['binance', 'binanceusdm', 'binance-futures']);
    expect(Object.keys(body.capabilities)).toEqual(body.exchanges);
    expect(body.capabilities.binance).toMatchObject({
      market: 'usdm',
      sockets: { ohlc: { path: '/ws/binance/{symbol}/ohlc' }, liquidations: {}, large_trades: {} },
      collected: { symbols: ['BTCUSDT', 'ETHUSDT'], intervals: ['1m', '1h'] },
      asksExchange: true,
    });
    const { intervals, periods, routes } = body.capabilities.binance;
    expect([intervals[0], intervals.at(-1), intervals.includes('4h')]).toEqual(['1m', '1M', true]);
    expect(periods).toEqual(['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d']);
    expect(Object.keys(routes)).toEqual(['ohlc', 'oi', 'oi-hist', 'funding', 'funding-hist']);
  });

  it('what it names is there: each route, interval and period', async () => {
    const { routes, intervals, periods } = (await world.get('/exchanges')).body.capabilities.binanceusdm;
    const pathOf = (path: string, interval = '1m') =>
      path.replace('{symbol}', 'bnbusdt').replace('{interval}', interval);
    for (const { path } of Object.values(routes) as { path: string }[]) {
      expect([path, (await world.get(pathOf(path))).status]).toEqual([path, 200]);
    }
    for (const interval of intervals) {
      expect([interval, (await world.get(`${pathOf(routes.ohlc.path, interval)}?limit=1`)).status]).toEqual([
        interval,
        200,
      ]);
    }
    for (const period of periods) {
      const { status } = await world.get(`${pathOf(routes['oi-hist'].path)}?period=${period}&limit=1`);
      expect([period, status]).toEqual([period, 200]);
    }
  });
});

describe('the OpenAPI document', () => {
  const { paths } = JSON.parse(JSON.stringify(buildOpenapi())) as {
    paths: Record<string, { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }>;
  };
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, strictRequired: false });
  ajv.addFormat('date-time', (text) => new Date(text).toISOString() === text);

  it.each([
    ['/', '/'],
    ['/exchanges', '/exchanges'],
    ['/{exchange}/ohlc/{symbol}/{interval}', '/binance/ohlc/btcusdt/4h'],
    ['/{exchange}/oi/{symbol}', '/binance-futures/oi/btcusdt'],
    ['/{exchange}/oi-hist/{symbol}', '/binance/oi-hist/btcusdt'],
    ['/{exchange}/funding/{symbol}', '/binance/funding/btcusdt'],
    ['/{exchange}/funding-hist/{symbol}', '/binance/funding-hist/btcusdt'],
  ])('describes what %s answers', async (documented, path) => {
    const { status, body } = await world.get(path);
    const validate = ajv.compile(paths[documented]?.get.responses[200]?.content['application/json']?.schema ?? {});
    expect([status, validate(body), validate.errors]).toEqual([200, true, null]);
  });
});
