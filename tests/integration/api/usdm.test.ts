import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { type FeedName, type Interval, rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { reserveSliding } from '../../../store/budget/slidingWindow.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { writeGaps } from '../../../store/values/gaps.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { configOf } from '../../configOf.ts';
import { type ApiFixture, createApiFixture, NOW } from './apiFixture.ts';

/** What the API answers of futures: the market itself, not one that a test has made up. */

const MINUTE = 60_000;
const OPEN = NOW - (NOW % MINUTE);
const code = 'btcusdt';
const dated = 'btcusdt_261225';
const usdm = {
  pairs: [code, dated],
  klines: { intervals: [1, 5], prices: ['mark', 'premiumIndex'], contracts: ['current_quarter'] },
  feeds: { constituents: { enabled: true } },
};
const withFutures = configOf({ pairs: [code, 'ltcusdt'], usdm });

let api: ApiFixture;
const get = (path: string) => request(api.app).get(path);
const ask = (query: string) => get(`/GetData?market=usdm&code=${code}&${query}`);

async function series(feed: FeedName, rows: readonly SeriesRow[], interval?: Interval): Promise<void> {
  const layout = rowLayoutOf(rowOf('usdm', feed));
  const [kind = ''] = layout.kinds;
  const write = { fence: 1, asOf: NOW - 500, source: 'binance', kind, layout, retention: 1000, confirmsNewest: true };
  await writeSeries(api.store, dataKey('usdm', code, feed, interval), rows, write);
}

const row = (fields: readonly [number, ...unknown[]]): SeriesRow => ({
  score: fields[0],
  member: JSON.stringify(fields),
});
const candle = (openTime: number, close: string) =>
  row([openTime, '4.0', '5.0', '3.0', close, '10.0', openTime + 59_999, '40.0', 7, '5.0', '20.0', '0', 1]);
const priced = (openTime: number, close: string) => row([openTime, close, close, close, close, openTime + 59_999, 2]);

beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.store.redis.flushdb();
  api.config = withFutures;
});

describe('candles of a type', () => {
  beforeEach(async () => {
    await series('klines', [candle(OPEN, '4.1')], 1);
    await series(
      'klines-mark',
      Array.from({ length: 12 }, (_, at) => priced(OPEN - at * MINUTE, '4.2')),
      1,
    );
    await series('klines-premium', [priced(OPEN, '-0.0003')], 1);
    await series('klines-current-quarter', [candle(OPEN, '4.4')], 1);
  });

  it.each([
    ['type=1', {}, '4.1'],
    ['type=1&price=mark', { price: 'mark' }, '4.2'],
    ['type=1&price=premiumIndex', { price: 'premiumIndex' }, '-0.0003'],
    ['type=1&contract=current_quarter', { contract: 'current_quarter' }, '4.4'],
  ])('%s: are of what the parameters say, and say so', async (query, named, close) => {
    const { body, status } = await ask(query);
    expect(status).toBe(200);
    expect(body).toMatchObject({ market: 'usdm', type: 1, ...named });
    expect(body.data[0].close).toBe(close);
    expect(Object.keys(body)).toHaveLength(10 + Object.keys(named).length);
  });

  it('`next` goes on with the same candles, and tags tell them apart', async () => {
    const first = await ask('type=1&price=mark');
    expect(first.body.next).toBe(
      `/GetData?pageSize=2&market=usdm&type=1&price=mark&code=${code}&before=${OPEN - 9 * MINUTE}`,
    );
    const second = await get(first.body.next);
    expect(second.body).toMatchObject({ price: 'mark', data: [{ openTime: OPEN - 10 * MINUTE }, {}] });
    const plain = await ask('type=1');
    expect(first.headers.etag).toMatch(/usdm\.1\.mark\./);
    expect(plain.headers.etag).not.toContain('mark');
  });
});

it.each([
  ['market=usdm&type=1&code=btcusdt&price=last', 'price', 'price is "last"', ['mark', 'index', 'premiumIndex']],
  [
    'market=usdm&type=trades&code=btcusdt&price=mark',
    'price',
    'price means nothing for type trades of usdm',
    'nothing for this type: leave it out',
  ],
  [
    'market=usdm&type=depth&code=btcusdt&contract=perpetual',
    'contract',
    'contract means nothing for type depth of usdm',
    'nothing for this type: leave it out',
  ],
  [
    'type=1&code=btcusdt&price=mark',
    'price',
    'price means nothing for type 1 of spot',
    'nothing for this type: leave it out',
  ],
  [
    'market=usdm&type=1&code=btcusdt&price=mark&contract=perpetual',
    'contract',
    'price and contract are given: candles are of the one or of the other',
    'nothing beside the other one: leave it out',
  ],
  ['market=coinm&type=1&code=btcusdt', 'market', 'market is "coinm"', ['spot', 'usdm']],
  ['market=USDM&type=1&code=btcusdt', 'market', 'market is "USDM"', ['spot', 'usdm']],
])('%s: is refused with what is accepted', async (query, parameter, detail, accepted) => {
  const { body, status } = await get(`/GetData?${query}`);
  expect([status, body]).toEqual([
    400,
    expect.objectContaining({ error: 'invalid-parameter', parameter, detail, accepted }),
  ]);
});

it.each([
  [
    'type=open-interest&code=btcusdt',
    'type is "open-interest", which is no type in spot, but in usdm: name it with market=usdm',
  ],
  [
    'market=usdm&type=avg-price&code=btcusdt',
    'type is "avg-price", which is no type in usdm, but in spot: name it with market=spot',
  ],
])('%s: a feed that the market does not have: the answer lists those that it has', async (query, detail) => {
  const { body, status } = await get(`/GetData?${query}`);
  const [has, hasNot] = query.includes('usdm') ? ['mark-price', 'avg-price'] : ['avg-price', 'mark-price'];
  expect([status, body.detail]).toEqual([400, detail]);
  expect(body.accepted).toContain(has);
  expect(body.accepted).not.toContain(hasNot);
  expect(new Set(body.accepted).size).toBe(body.accepted.length);
});

it.each([
  [`type=1&code=${dated}`, `${dated} is not collected in spot, but in usdm: name it with market=usdm`],
  ['market=usdm&type=1&code=ltcusdt', 'ltcusdt is not collected in usdm, but in spot: name it with market=spot'],
  ['market=usdm&type=1&code=dogeusdt', 'dogeusdt is not collected'],
])('%s: a symbol of the other market', async (query, detail) => {
  const { body, status } = await get(`/GetData?${query}`);
  expect([status, body.error, body.detail]).toEqual([404, 'pair-not-configured', detail]);
});

it.each([
  ['type=1&price=index', 'price', 'price index is not collected', ['mark', 'premiumIndex']],
  ['type=1&contract=next_quarter', 'contract', 'contract next_quarter is not collected', ['current_quarter']],
])('%s: what CONFIG.json does not name is not collected', async (query, parameter, detail, accepted) => {
  const { body, status } = await ask(query);
  expect([status, body]).toEqual([
    404,
    expect.objectContaining({ error: 'feed-disabled', parameter, detail, accepted }),
  ]);
});

it('liquidations say that they are a sample; nothing else does', async () => {
  const id = NOW * 1000 + 7;
  await series('liquidations', [row([id, NOW, 'SELL', '9910.0', '9910.5', '0.014', '0.013', '128.8365', 'FILLED'])]);
  const { body } = await ask('type=liquidations').expect(200);
  expect(body).toMatchObject({ type: 'liquidations', sampled: true, total: 1 });
  expect(body.data).toEqual([
    {
      ...{ id, time: NOW, side: 'SELL', price: '9910.0', averagePrice: '9910.5', qty: '0.014', filledQty: '0.013' },
      ...{ quoteValue: '128.8365', status: 'FILLED' },
    },
  ]);
  expect((await ask('type=trades').expect(200)).body).not.toHaveProperty('sampled');
});

it('liquidations are not collected where nothing may come by streams', async () => {
  api.config = configOf({ pairs: [code], usdm: { ...usdm, transport: 'poll' } });
  await ask('type=liquidations').expect(404);
});

it.each(['15', 'delivery-price'])('type %s: what is off is not collected', async (type) => {
  const { body, status } = await ask(`type=${type}`);
  expect([status, body.error]).toEqual([404, 'feed-disabled']);
  expect(body.accepted).toEqual(expect.arrayContaining([1, 5, 'trades', 'constituents']));
});

it('rows have null where the exchange has nothing, and stay as they are', async () => {
  await series('funding-rate', [
    row([NOW - 9 * 3_600_000, '-0.00010000', null, null, null, null]),
    row([NOW - 3_600_000, '0.00020000', '4.1', 8, '0.02', '-0.02']),
  ]);
  expect((await ask('type=funding-rate')).body.data).toEqual([
    {
      fundingTime: NOW - 3_600_000,
      fundingRate: '0.00020000',
      markPrice: '4.1',
      intervalHours: 8,
      rateCap: '0.02',
      rateFloor: '-0.02',
    },
    {
      fundingTime: NOW - 9 * 3_600_000,
      fundingRate: '-0.00010000',
      markPrice: null,
      intervalHours: null,
      rateCap: null,
      rateFloor: null,
    },
  ]);
});

it('answers are as OpenAPI describes them', async () => {
  const document = buildOpenapi();
  const ajv = new Ajv2020({ strict: false }).addSchema(document, 'api');
  const check = (schema: string, body: unknown) => {
    const validate = ajv.getSchema(`api#/components/schemas/${schema}`);
    expect([validate?.(body), validate?.errors]).toEqual([true, null]);
  };
  await series('funding-rate', [row([NOW - 3_600_000, '0.1', null, null, null, null])]);
  await series('klines-mark', [priced(OPEN, '4.2')], 1);
  await writeLatest(api.store, dataKey('usdm', code, 'price'), `{"symbol":"BTCUSDT","price":"4.1","time":${NOW}}`, {
    ...{ fence: 1, asOf: NOW - 500, source: 'binance' },
  });
  check('usdm-funding-rate-page', (await ask('type=funding-rate')).body);
  check('usdm-klines-mark-page', (await ask('type=1&price=mark')).body);
  check('usdm-price-page', (await ask('type=price')).body);
  check('health', (await get('/health')).body);
  check('gaps', (await get('/gaps?market=usdm')).body);
});

it('gaps name the candles that they are of', async () => {
  const gap = {
    code,
    from: OPEN,
    to: OPEN,
    cause: 'collector-down',
    state: 'open',
    foundAt: NOW,
    changedAt: NOW,
    left: OPEN,
    rows: 0,
  } as const;
  await writeGaps(api.store, 'usdm-klines-mark-1', 1, [gap]);
  await writeGaps(api.store, 'usdm-open-interest', 1, [{ ...gap, to: OPEN + 5000, state: 'unfillable', left: null }]);
  const { body } = await get('/gaps?market=usdm');
  expect(body.gaps).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ market: 'usdm', feed: 'klines-mark', type: 1, price: 'mark', missing: 1 }),
      expect.objectContaining({ feed: 'open-interest', type: 'open-interest', state: 'unfillable', missing: null }),
    ]),
  );
  expect((await get('/gaps?market=usdm&feed=klines-mark')).body.total).toBe(1);
  expect((await get('/gaps?market=usdm&feed=klines-index')).body.error).toBe('feed-disabled');
});

describe('the limits beside weight', () => {
  beforeEach(async () => {
    const account = { egress: 'local', market: 'usdm', pool: 'statistics' } as const;
    const wanted = {
      weight: 1,
      kind: 'live',
      now: NOW,
      uncertainty: 1,
      allowance: 900,
      fillAllowance: 100,
      isPing: false,
    } as const;
    for (let count = 0; count < 3; count++) await reserveSliding(api.store, account, wanted, 300_000);
    await api.report('usdm-basis', { plannedWeight: 2, pool: 'statistics' });
    await api.report('usdm-depth', { plannedWeight: 300 });
    await api.report('usdm-funding-rate', { plannedWeight: 4, pool: 'funding' });
  });

  it('have their own figures in /health, of a window', async () => {
    const { markets } = (await get('/health')).body;
    expect(markets.usdm.weight).toMatchObject({
      limit: 2400,
      planned: 300,
      pools: [
        { name: 'funding', windowMs: 300_000, limit: 500, budget: 450, planned: 20, used: 0 },
        { name: 'statistics', windowMs: 300_000, limit: 1000, budget: 900, planned: 10, used: 3 },
      ],
    });
  });

  it('and in /metrics', async () => {
    const { text } = await get('/metrics');
    expect(text).toContain('binance_collector_weight_limit{market="usdm"} 2400');
    expect(text).toContain('binance_collector_weight_limit{market="usdm",pool="statistics"} 1000');
    expect(text).toContain('binance_collector_weight_used{market="usdm",pool="statistics"} 3');
    expect(text).toContain('binance_collector_data_stale{market="usdm",type="1",price="mark",code="btcusdt"} 1');
  });
});

describe('without futures in CONFIG.json', () => {
  beforeEach(() => {
    api.config = configOf({ pairs: [code, 'ltcusdt'] });
  });

  it('nothing of them is answered, and no page says a word of them', async () => {
    expect((await ask('type=1')).body).toMatchObject({
      error: 'market-not-configured',
      detail: 'usdm is not collected: CONFIG.json has no usdm.pairs',
      accepted: ['spot'],
    });
    for (const path of ['/health', '/metrics', '/gaps', '/ready']) {
      expect((await get(path)).text).not.toMatch(/usdm|mark-price|"pools"/);
    }
  });
});
