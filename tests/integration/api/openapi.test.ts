import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import request, { type Response } from 'supertest';
import { COIN_SYMBOLS, routes } from '../../../api/binance/routes.ts';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { feedFactories } from '../../../exchanges/binance/spot/feeds/feeds.ts';
import { collectorsOf, type FeedName } from '../../../markets/markets.js';
import type { Feed, FeedFactory } from '../../../model/feed.ts';
import { closesKey } from '../../../store/redis/keys.ts';
import { addCloses } from '../../../store/reports/comparedCloses.ts';
import { gapCauses, writeGaps } from '../../../store/values/gaps.ts';
import { type ApiFixture, book, candle, code, configWith, createApiFixture, NOW, trade } from './apiFixture.ts';

const collectors = collectorsOf('spot');

interface Document {
  readonly paths: Record<
    string,
    { get: { responses: Record<string, { content?: Record<string, { schema: object }> }> } }
  >;
}

const document = JSON.parse(JSON.stringify(buildOpenapi())) as Document;
const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary(['openapi', 'info', 'servers', 'tags', 'paths', 'components']);
ajv.addSchema(document, 'api');

const pointer = (...parts: string[]) =>
  parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Holds an answer to the schema the document gives for its path, status and type. */
function expectDocumented(route: string, { status, body, headers, text }: Response): void {
  const type = headers['content-type']?.split(';')[0] ?? '';
  const content = document.paths[route]?.get.responses[status]?.content;
  expect(Object.keys(content ?? {})).toContain(type);
  const where = pointer('paths', route, 'get', 'responses', String(status), 'content', type, 'schema');
  const validate = ajv.getSchema(`api#${encodeURI(where)}`);
  const isValid = validate?.(type.endsWith('json') ? body : text);
  expect([isValid, validate?.errors]).toEqual([true, null]);
}

const values: Record<string, unknown> = {
  'pair-info': {
    symbol: 'BTCUSDT',
    status: 'TRADING',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    filters: [{ filterType: 'PRICE_FILTER' }],
    permissions: [],
  },
  'high-low': {
    symbol: 'BTCUSDT',
    priceChange: '-94.99999800',
    priceChangePercent: '-95.960',
    openPrice: '99.0',
    highPrice: '100.0',
    lowPrice: '0.1',
    lastPrice: '4.0',
    volume: '8913.3',
    quoteVolume: '15.3',
    openTime: NOW - 86_400_000,
    closeTime: NOW,
    firstId: 1,
    lastId: 9,
    count: 9,
  },
  'book-ticker': { symbol: 'BTCUSDT', bidPrice: '4.0', bidQty: '431.0', askPrice: '4.1', askQty: '9.0' },
  price: { symbol: 'BTCUSDT', price: '4.00000200' },
  depth: book({ bids: 12, asks: 3 }),
};

/** The value that a feed's fixture holds. */
function sentOf(name: FeedName): unknown {
  const text = fs.readFileSync(`tests/fixtures/feeds/${name}.json`, 'utf8');
  const factory: FeedFactory = feedFactories[name as keyof typeof feedFactories];
  const feed: Feed = factory({}, undefined);
  if (feed.shape !== 'latest') throw new Error(`${name} has more than one value`);
  const poll = { pairs: ['BTCUSDT'], asOf: NOW, uncertainty: 0 };
  return feed.entries({ data: JSON.parse(text), text, path: name }, poll)[0]?.row;
}

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture({ feeds: { price: { everySeconds: 2 } } });
  for (const { feed, interval, name } of collectors) {
    if (interval !== undefined) await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval });
    else if (feed === 'trades')
      await api.series(
        feed,
        Array.from({ length: 25 }, (_, index) => trade(index)),
      );
    else await api.latest(feed, values[feed] ?? sentOf(feed));
    await api.report(name);
  }
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(path);

describe('the OpenAPI document', () => {
  it('is served as it is built', async () => {
    const { status, body } = await get('/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(body).toEqual(document);
  });

  // Those of the exchange are in its own case, those with parts that callers choose are tried below.
  const isPlain = (path: string) => !routes.has(path) && path !== COIN_SYMBOLS && !path.includes('{') && path !== '/';
  it.each(Object.keys(document.paths).filter(isPlain))(
    '%s of the document answers, also in other case and with a slash',
    async (path) => {
      const query = path === '/GetData' ? '?type=price&code=btcusdt' : '';
      for (const spelling of [path, `${path}/`, path.toUpperCase()]) {
        const answer = await get(`${spelling}${query}`);
        expect(answer.status).not.toBe(404);
        expectDocumented(path, answer);
      }
    },
  );

  it.each(collectors.map(({ type }) => type))('describes the rows of type %s', async (type) => {
    for (const query of [
      `type=${type}&code=${code}`,
      `type=${type}&code=${code}&pageSize=2`,
      `type=${type}&code=ethusdt`,
    ]) {
      const answer = await get(`/GetData?${query}`);
      expect(answer.status).toBe(200);
      expectDocumented('/GetData', answer);
    }
  });

  it('does not describe rows that lack a field', () => {
    const validate = ajv.getSchema('api#/components/schemas/klines-row');
    const row = { openTime: 1, open: '1' };
    expect(validate?.(row)).toBe(false);
  });

  it.each([
    '',
    'type=1',
    'type=x&code=btcusdt',
    'type=1&type=1',
    'type=1&code=dogeusdt',
    'type=price&code=btcusdt&before=1',
  ])('describes the problem of "%s"', async (query) => expectDocumented('/GetData', await get(`/GetData?${query}`)));

  it('describes snapshots: of a pair that is there and of one that is not, saved ones, and what differs', async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'snapshots-'));
    const before = api.config;
    api.config = configWith({ snapshots: { directory } });
    for (const pair of [code, 'ethusdt']) {
      const answer = await get(`/analytics?code=${pair}`);
      expect(answer.status).toBe(200);
      expectDocumented('/analytics', answer);
      fs.writeFileSync(path.join(directory, `spot-${pair}-20260921T141401.250Z.json`), answer.text);
    }
    fs.writeFileSync(path.join(directory, `spot-${code}-20260921T141402.250Z.json`), '{');
    for (const query of ['', '&figure=price.last', '&figure=trades.largest.side', '&figure=trades.count', '&limit=0']) {
      expectDocumented('/analytics/snapshots', await get(`/analytics/snapshots?code=${code}${query}`));
    }
    const [a, b] = [code, 'ethusdt'].map((pair) => `spot-${pair}-20260921T141401.250Z.json`);
    for (const other of [b, `spot-${code}-20260921T141402.250Z.json`, `spot-${code}-19700101T000000.000Z.json`]) {
      expectDocumented('/analytics/compare', await get(`/analytics/compare?a=${a}&b=${other}`));
    }
    api.config = before;
    fs.rmSync(directory, { recursive: true });
  });

  it.each(gapCauses)('describes a gap with cause %s, of candles and of trades', async (cause) => {
    const times = { foundAt: NOW - 0.5, changedAt: NOW - 0.5, left: null, rows: 3, state: 'filled' } as const;
    for (const worker of ['klines-43200', 'trades']) {
      await writeGaps(api.store, worker, 1, [{ code, from: NOW, to: NOW, cause, ...times }]);
    }
    const answer = await get('/gaps');
    expect(answer.body.gaps).toHaveLength(2);
    expectDocumented('/gaps', answer);
  });

  it('describes closes that were compared, and that there are none', async () => {
    const path = '/analytics/closes';
    const minute = Math.floor(NOW / 60_000) * 60_000;
    await addCloses(api.store, 'spot', code, {
      at: NOW,
      closes: [
        [minute - 120_000, '5.1', '5.2'],
        [minute - 60_000, null, '5'],
      ],
    });
    expectDocumented(path, await get(`${path}?code=${code}`));
    await api.store.redis.del(closesKey('spot', code));
    expectDocumented(path, await get(`${path}?code=${code}`));
  });

  it.each(['feed=price', 'code=dogeusdt', 'state=1', 'limit=1&limit=1'])(
    'describes the problem of gaps with "%s"',
    async (query) => expectDocumented('/gaps', await get(`/gaps?${query}`)),
  );

  it.each(Object.keys(document.paths))(
    'describes a wrong method, a missing key and a missing Redis at %s',
    async (path) => {
      expectDocumented(path, await request(api.app).post(path));
      const before = api.config;
      api.config = configWith({ api: { accessKeys: ['a-key-of-ours'] } });
      expectDocumented(path, await get(path));
      api.config = before;
      api.apiStore = null;
      expectDocumented(path, await get(path === '/GetData' ? `${path}?type=price&code=btcusdt` : path));
      api.apiStore = api.store;
    },
  );
});
