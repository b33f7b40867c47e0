import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { awaitVerdicts } from '../../../api/awaitVerdicts.ts';
import { createBoard } from '../../../api/context/board.ts';
import { allMarkets, createMarkets } from '../../../api/context/markets.ts';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { createListener } from '../../../api/listener.ts';
import { type MarketConfig, marketConfigOf } from '../../../config/marketConfig.ts';
import type { Column, MarketTable } from '../../../markets/market.js';
import {
  collectorsOf,
  type FeedName,
  type Interval,
  type Market,
  markets as realTables,
} from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { machine, monotonicMs } from '../../../runtime/machine.ts';
import { writeClock } from '../../../store/clock.ts';
import { reserveWeight } from '../../../store/fixedWindow.ts';
import { writeGaps } from '../../../store/gaps.ts';
import { dataKey, sourceKey } from '../../../store/keys.ts';
import { writeLatest } from '../../../store/latest.ts';
import { writeLimits } from '../../../store/limits.ts';
import { writeListings } from '../../../store/listing.ts';
import { pauseEgress } from '../../../store/pause.ts';
import { writeSeries } from '../../../store/series.ts';
import { writeVerdict } from '../../../store/verdict.ts';
import { type ApiFixture, book, candle, code, configWith, createApiFixture, NOW, trade } from './apiFixture.ts';

/** A market that only this test has, beside spot, whose pairs and one of whose feeds have the same names there. */

const other = 'other' as string as Market;
const feedOf = (name: string) => name as FeedName;
const MINUTE = 60_000;
const newest = Math.floor(NOW / MINUTE) * MINUTE;
/** The other exchange's clock is so far ahead of spot's, ms. */
const AHEAD = 3_600_000;
const OTHER_NOW = NOW + AHEAD;

const column = (name: string, type: Column['type']): Column => ({ name, type, says: `What ${name} says` });
const polled = { ask: 'pair', everySeconds: 4, original: '', summary: 'made up', stretch: { turn: 1 } } as const;
const table: MarketTable = {
  exchange: { name: 'made-up', title: 'The made-up exchange' },
  limit: { weight: 200, windowMs: 10_000, window: 'sliding' },
  traded: ['on'],
  listings: 'state',
  feeds: {
    state: { ...polled, shape: 'latest', fields: [column('state', 'text')] },
    price: { ...polled, shape: 'latest', fields: [column('mid', 'decimal')] },
    ladder: { ...polled, shape: 'latest', view: 'book' },
    prints: {
      ...polled,
      shape: 'series',
      retention: { rows: 100, least: 10, says: 'Prints.' },
      kinds: ['prints'],
      continuity: 'none',
      columns: [column('number', 'integer'), column('at', 'milliseconds'), null, column('paid', 'decimal')],
    },
    bars: {
      ...polled,
      shape: 'series',
      intervals: [1, 240],
      retention: { rows: 100, least: 10, says: 'Bars.' },
      kinds: ['bars'],
      continuity: 'grid',
      columns: [column('from', 'milliseconds'), column('to', 'milliseconds'), column('done', 'boolean')],
      changes: { state: 'done', end: 'to' },
    },
  },
};

/** What CONFIG.json says of it; undefined: nothing. */
let part: MarketConfig | undefined;
const feeds = Object.fromEntries(Object.keys(table.feeds).map((feed) => [feed, { enabled: true, everySeconds: 4 }]));
const wholePart: MarketConfig = {
  pairs: ['btcusdt', 'dogeusdt'],
  feeds,
  transport: 'poll',
  klines: { intervals: [1], mode: 'poll' },
  retention: { prints: 100, bars: 100 },
};
const tables: Readonly<Record<string, MarketTable>> = { ...realTables, other: table };
const markets = createMarkets(tables, (config, market) => (market === other ? part : marketConfigOf(config, market)));

const value = { fence: 1, asOf: OTHER_NOW - 500, source: 'made-up' };
const latest = (feed: string, content: unknown) =>
  writeLatest(api.store, dataKey(other, code, feedOf(feed)), JSON.stringify(content), value);
const series = (feed: string, rows: readonly SeriesRow[], interval?: Interval) => {
  const row = table.feeds[feed];
  if (row?.shape !== 'series') throw new RangeError(`${feed} is no series`);
  const layout = rowLayoutOf(row);
  const [kind = ''] = layout.kinds;
  const write = { ...value, kind, layout, retention: 100, confirmsNewest: true };
  return writeSeries(api.store, dataKey(other, code, feedOf(feed), interval), rows, write);
};

let api: ApiFixture;
let closers: (() => unknown)[] = [];
const get = (path: string) => request(api.app).get(path);

beforeAll(async () => {
  api = await createApiFixture({}, markets);
});
beforeEach(async () => {
  part = wholePart;
  await api.store.redis.flushdb();
  api.config = configWith();
  await api.latest('price', { symbol: 'BTCUSDT', price: '1.0' });
  await api.latest('depth', book({ bids: 12, asks: 3 }));
  await api.series('klines', [candle(newest - MINUTE), candle(newest, 1)], { interval: 1 });
  await api.series(
    'trades',
    Array.from({ length: 25 }, (_, index) => trade(index)),
  );
  const clock = { uncertainty: 1, boot: machine.boot, host: machine.id };
  await writeClock(api.store, other, {
    ...clock,
    at: OTHER_NOW,
    minusMonotonic: OTHER_NOW - monotonicMs(),
    minusWall: OTHER_NOW - Date.now(),
  });
  await latest('price', { mid: '2.0' });
  await latest('ladder', book({ bids: 12, asks: 3 }));
  await series(
    'prints',
    Array.from({ length: 25 }, (_, id) => ({ score: id, member: JSON.stringify([id, NOW, 0, `${id}.5`]) })),
  );
  const bar = (from: number, state: 1 | 2) => ({
    score: from,
    member: JSON.stringify([from, from + MINUTE - 1, state]),
  });
  await series('bars', [bar(newest - MINUTE, 2), bar(newest, 1)], 1);
  await api.board.refresh();
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});
afterAll(() => api.close());

describe('GetData of another market', () => {
  it('answers its rows as its table names them, and says whose they are', async () => {
    const price = await get(`/GetData?market=other&type=price&code=${code}`);
    expect(price.body).toMatchObject({ market: 'other', code, type: 'price', total: 1, data: [{ mid: '2.0' }] });
    expect(price.headers).toMatchObject({ 'x-data-source': 'made-up', 'x-data-stale': 'false' });
    const bars = await get(`/GetData?market=other&type=1&code=${code}`);
    expect(bars.body.data).toEqual([
      { from: newest, to: newest + MINUTE - 1, done: false },
      { from: newest - MINUTE, to: newest - 1, done: true },
    ]);
    const ladder = await get(`/GetData?market=other&type=ladder&code=${code}&pageSize=2`);
    expect(ladder.body).toMatchObject({
      total: 12,
      lastUpdateId: 91_000_000_001,
      data: [{ level: 11 }, { level: 12 }],
    });
  });

  it('is followed by next, which stays in that market', async () => {
    const numbers: number[] = [];
    let path: string | null = `/GetData?type=prints&code=${code}&market=other`;
    while (path !== null) {
      const { body } = await get(path);
      expect(body.market).toBe('other');
      numbers.push(...body.data.map((row: { number: number }) => row.number));
      path = body.next;
      if (path !== null) expect(path).toMatch(/&market=other&/);
    }
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
  });

  it('has tags of its own, which those of spot never match', async () => {
    const [spot, made] = [`/GetData?type=price&code=${code}`, `/GetData?market=other&type=price&code=${code}`];
    // Versions begin with the time of the first request: the same ones can be.
    for (const market of ['spot' as Market, other]) {
      await api.store.redis.hset(`${dataKey(market, code, 'price')}:meta`, 'version', '7');
    }
    const tags = [(await get(spot)).headers.etag, (await get(made)).headers.etag];
    expect(tags).toEqual([`W/"7-price.${code}.1"`, `W/"7-other.price.${code}.1"`]);
    expect((await get(made).set('If-None-Match', tags[1] ?? '')).status).toBe(304);
    expect((await get(made).set('If-None-Match', tags[0] ?? '')).status).toBe(200);
  });

  it('is kept in memory until its own key is announced', async () => {
    const changes = await api.follow(api.pages);
    closers.push(() => changes.close());
    const path = `/GetData?market=other&type=price&code=${code}`;
    await get(path);
    await api.latest('price', { symbol: 'BTCUSDT', price: '1.1' });
    expect(api.pages.kept(path)?.body).toContain('"2.0"');
    await latest('price', { mid: '2.1' });
    expect((await get(path)).body.data).toEqual([{ mid: '2.1' }]);
    expect((await get(`/GetData?type=price&code=${code}`)).body.data).toEqual([{ symbol: 'BTCUSDT', price: '1.1' }]);
  });

  it('is judged by the clock, the period and the listings of its market', async () => {
    const path = `/GetData?market=other&type=price&code=${code}`;
    const { headers } = await get(path);
    expect(Number(headers['x-data-age-ms'])).toBeGreaterThanOrEqual(500);
    expect(Number(headers['x-data-age-ms'])).toBeLessThan(10_000);
    expect(headers['x-data-stale']).toBe('false');
    await writeListings(api.store, 'spot', new Map([[code, { status: 'shut', asOf: NOW }]]));
    await api.board.refresh();
    expect((await get(path)).headers['x-data-stale']).toBe('false');
    await writeListings(api.store, other, new Map([[code, { status: 'shut', asOf: NOW }]]));
    await api.board.refresh();
    expect((await get(path)).headers['x-data-stale']).toBe('true');
  });

  it.each(['/GetData?type=price&code=btcusdt', '/gaps?code=btcusdt'])(
    '%s: names what a market may be',
    async (path) => {
      for (const unknown of ['nope', 'SPOT', '']) {
        const { status, body } = await get(`${path}&market=${unknown}`);
        expect([status, body]).toMatchObject([
          400,
          { error: 'invalid-parameter', parameter: 'market', accepted: ['spot', 'other'] },
        ]);
      }
      expect((await get(`${path}&market=spot&market=spot`)).body.error).toBe('repeated-parameter');
      part = undefined;
      const { status, body } = await get(`${path}&market=other`);
      expect([status, body]).toMatchObject([
        404,
        { error: 'market-not-configured', parameter: 'market', accepted: ['spot'] },
      ]);
      expect(body.detail).toContain('other.pairs');
    },
  );

  it('looks type and code up in that market', async () => {
    const types = ['state', 'price', 'ladder', 'prints', 1, 240];
    const depth = await get(`/GetData?market=other&type=depth&code=${code}`);
    expect(depth.body).toMatchObject({ error: 'invalid-parameter', parameter: 'type', accepted: types });
    expect((await get('/GetData?market=other&type=price&code=ethusdt')).body).toMatchObject({
      error: 'pair-not-configured',
      accepted: ['btcusdt', 'dogeusdt'],
    });
    expect((await get('/GetData?market=other&type=price&code=dogeusdt')).body).toMatchObject({ total: 0 });
    part = { ...wholePart, feeds: { ...feeds, price: { enabled: false, everySeconds: 4 } } };
    const disabled = await get(`/GetData?market=other&type=price&code=${code}`);
    expect(disabled.body).toMatchObject({ error: 'feed-disabled', accepted: ['state', 'ladder', 'prints', 1] });
    expect((await get(`/GetData?type=price&code=${code}`)).status).toBe(200);
  });
});

const gap = { code, from: 3, to: 5, cause: 'unknown', foundAt: NOW, changedAt: NOW, left: 5, rows: 0 } as const;

it('/gaps lists those of the market that is asked for', async () => {
  await writeGaps(api.store, 'trades', 1, [{ ...gap, state: 'open' }]);
  await writeGaps(api.store, 'other-prints', 1, [{ ...gap, from: 4, state: 'open' }]);
  const made = (await get('/gaps?market=other')).body;
  expect(made).toMatchObject({
    total: 1,
    gaps: [{ market: 'other', feed: 'prints', type: 'prints', from: 4, missing: null }],
  });
  expect(made.at).toBeGreaterThanOrEqual(OTHER_NOW);
  const spot = (await get('/gaps')).body;
  expect(spot).toMatchObject({ at: NOW, total: 1, gaps: [{ feed: 'trades', from: 3 }] });
  expect(spot.gaps[0]).not.toHaveProperty('market');
  expect((await get('/gaps?market=other&feed=trades')).body).toMatchObject({
    accepted: ['prints', 'bars', 1, 240],
  });
  expect((await get('/health')).body.openGaps).toBe(2);
});

/** What all workers of a market say while everything is well. */
async function reportAll(): Promise<void> {
  for (const collector of markets.collectors) {
    if (markets.isEnabled(api.config, collector))
      await api.report(collector.name, { exchange: { answeredAt: Date.now() } });
  }
}

describe('/health', () => {
  it('shows the other market beside spot', async () => {
    await api.store.redis.hset(sourceKey, other, 'made-up');
    await writeLimits(api.store, other, { weightPerMinute: 2000 });
    const account = { egress: 'local', market: other };
    const wanted = { weight: 30, allowance: 1000, now: OTHER_NOW, marginMs: 0 };
    await reserveWeight(api.store, account, wanted);
    await reportAll();
    await api.report('other-price', {
      exchange: { trouble: { error: 'gone', since: NOW } },
      pairs: { [code]: { failures: 2, lastError: 'its own', waitingAt: null } },
    });
    const { body } = await get('/health');
    expect(Object.keys(body.markets)).toEqual(['other']);
    expect(body.markets.other).toMatchObject({
      source: 'made-up',
      exchange: { name: 'The made-up exchange', reachable: true },
      weight: {
        limit: 2000,
        budget: 1800,
        planned: 5 * 240,
        used: 30,
        level: 1,
        rung: 1,
        minute: Math.floor(OTHER_NOW / MINUTE) * MINUTE,
      },
    });
    expect(body).toMatchObject({
      at: NOW,
      source: null,
      exchange: { name: 'Binance' },
      weight: { limit: 6000, used: 0, planned: collectorsOf('spot').length * 240 },
    });
    const price = body.feeds.filter(({ type }: { type: string }) => type === 'price');
    expect(price).toMatchObject([
      { code: 'btcusdt', age: 0, failures: 0 },
      { code: 'ethusdt', failures: 0 },
      { market: 'other', code: 'btcusdt', failures: 2, lastError: 'its own', stale: false },
      { market: 'other', code: 'dogeusdt', failures: 0, stale: true },
    ]);
    expect(price.map((row: object) => 'market' in row)).toEqual([false, false, true, true]);
    const named = body.workers.filter((worker: object) => 'market' in worker);
    expect(named.map(({ name }: { name: string }) => name)).toEqual([
      'other-state',
      'other-price',
      'other-ladder',
      'other-prints',
      'other-bars-1',
    ]);
    expect(body.disabled.filter((row: object) => 'market' in row)).toHaveLength(1);
  });

  it('has the status of the worst market', async () => {
    api.config = configWith({ pairs: ['btcusdt'], feeds: onlySpot('price', 'depth') });
    part = { ...wholePart, pairs: ['btcusdt'], feeds: only('price', 'ladder') };
    await reportAll();
    expect((await get('/health')).body).toMatchObject({ status: 'ok', warnings: [] });
    expect((await get('/ready')).body).toEqual({ status: 'ready', at: NOW, feeds: 4 });

    await pauseEgress(
      api.store,
      { egress: 'local', market: other },
      { status: 429, until: OTHER_NOW + MINUTE },
      OTHER_NOW,
    );
    const paused = (await get('/health')).body;
    expect(paused).toMatchObject({
      status: 'degraded',
      pauses: [{ market: 'other', status: 429, until: OTHER_NOW + MINUTE }],
    });
    await api.store.redis.del('collector:pause:local:other');

    const trouble = { error: 'gone', since: NOW };
    for (const name of ['other-price', 'other-ladder']) await api.report(name, { exchange: { trouble } });
    const unreachable = (await get('/health')).body;
    expect(unreachable).toMatchObject({ status: 'degraded', exchange: { reachable: true, error: null } });
    expect(unreachable.markets.other.exchange.error).toBe('The made-up exchange cannot be reached: gone');
    await reportAll();

    await writeListings(api.store, other, new Map([[code, { status: 'UNLISTED', asOf: NOW }]]));
    expect((await get('/health')).body).toMatchObject({
      status: 'degraded',
      warnings: [
        'nothing of other is collected: the exchange lists none of the pairs; correct other.pairs in CONFIG.json',
      ],
    });
    await api.store.redis.del(
      'collector:listing:other',
      dataKey(other, code, 'price'),
      `${dataKey(other, code, 'price')}:meta`,
    );
    expect((await get('/health')).body).toMatchObject({ status: 'stale' });
    expect((await get('/ready')).body).toMatchObject({
      staleCount: 1,
      stale: [{ market: 'other', type: 'price', code }],
    });
  });
});

const only = (...names: string[]) =>
  Object.fromEntries(Object.keys(feeds).map((feed) => [feed, { enabled: names.includes(feed), everySeconds: 4 }]));
const onlySpot = (...names: string[]) =>
  Object.fromEntries(Object.keys(realTables.spot.feeds).map((feed) => [feed, { enabled: names.includes(feed) }]));

it('/metrics labels what belongs to the other market, and nothing of spot', async () => {
  await reportAll();
  const lines = (await get('/metrics')).text.split('\n').map((line) => line.replace('binance_collector_', ''));
  const samples = (name: string) => lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  expect(samples('data_stale')).toEqual(
    expect.arrayContaining([
      'data_stale{type="price",code="btcusdt"} 0',
      'data_stale{market="other",type="price",code="btcusdt"} 0',
    ]),
  );
  expect(samples('weight_limit')).toEqual(['weight_limit 6000', 'weight_limit{market="other"} 1200']);
  expect(samples('weight_used')).toEqual(['weight_used 0', 'weight_used{market="other"} 0']);
  expect(samples('weight_planned')).toEqual([
    `weight_planned ${collectorsOf('spot').length * 240}`,
    `weight_planned{market="other"} ${5 * 240}`,
  ]);
  expect(samples('gaps_open')).toEqual(
    expect.arrayContaining(['gaps_open{type="trades"} 0', 'gaps_open{market="other",type="prints"} 0']),
  );
  expect(samples('worker_ticks_total')).toEqual(
    expect.arrayContaining([
      'worker_ticks_total{worker="price"} 7',
      'worker_ticks_total{market="other",worker="other-price"} 7',
    ]),
  );
  part = undefined;
  await api.board.refresh();
  expect((await get('/metrics')).text).not.toContain('binance_collector_weight_limit{');
});

it.each([
  `/GetData?type=price&code=${code}`,
  `/GetData?type=trades&code=${code}`,
  `/GetData?type=1&code=${code}&pageSize=2`,
  '/GetData?type=x',
  '/gaps',
  '/ready',
])('%s of spot is byte for byte what it is without the other market', async (path) => {
  await reportAll();
  part = undefined;
  const context = { ...api.context, markets: allMarkets };
  const board = createBoard(context);
  const { listener } = createListener({ ...context, board: { ...board, now: () => NOW } }, 0);
  await board.refresh();
  const alone = await request(listener).get(path);
  for (const named of [path, `${path}${path.includes('?') ? '&' : '?'}market=spot`]) {
    const beside = await get(named);
    expect([beside.status, beside.headers.etag, beside.text]).toEqual([alone.status, alone.headers.etag, alone.text]);
  }
});

it('the OpenAPI document made of both tables describes what both markets answer', async () => {
  await writeGaps(api.store, 'other-prints', 1, [{ ...gap, state: 'open' }]);
  await reportAll();
  const document = JSON.parse(JSON.stringify(buildOpenapi(markets)));
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components']);
  ajv.addSchema(document, 'api');
  const [parameter] = document.paths['/GetData'].get.parameters;
  expect(parameter).toMatchObject({ name: 'market', schema: { enum: ['spot', 'other'], default: 'spot' } });
  expect((await get('/openapi.json')).body).toEqual(document);
  const schemas: [string, string][] = [
    ['price-page', `/GetData?type=price&code=${code}`],
    ...['price', 'prints', 'ladder'].map((feed): [string, string] => [
      `other-${feed}-page`,
      `/GetData?market=other&type=${feed}&code=${code}`,
    ]),
    ['other-bars-page', `/GetData?market=other&type=1&code=${code}`],
    ['health', '/health'],
    ['gaps', '/gaps?market=other'],
    ['problem', '/ready'],
    ['problem', '/gaps?market=nope'],
  ];
  for (const [schema, path] of schemas) {
    const validate = ajv.getSchema(`api#/components/schemas/${schema}`);
    expect([path, validate?.((await get(path)).body), validate?.errors]).toEqual([path, true, null]);
  }
});

it('what workers say is read once, and not once for each market', async () => {
  await api.store.redis.config('RESETSTAT');
  await api.board.refresh();
  const stats = await api.store.redis.info('commandstats');
  // The reports of all, those of streams, the listings of each, and the sliding window of the other one.
  expect(/^cmdstat_hgetall:calls=(\d+)/m.exec(stats)?.[1]).toBe('5');
});

it('an edit waits for the verdict of each market that it adds pairs to', async () => {
  const before = createMarkets(tables, (config, market) =>
    market === other
      ? { ...wholePart, pairs: config.pairs.includes('newusdt') ? ['xusdt'] : [] }
      : marketConfigOf(config, market),
  );
  await writeVerdict(api.store, 'spot', { pairs: ['btcusdt', 'newusdt'], faults: ['pairs: one'] });
  await writeVerdict(api.store, other, { pairs: ['xusdt'], faults: ['other.pairs: two'] });
  const [previous, next] = [configWith({ pairs: ['btcusdt'] }), configWith({ pairs: ['btcusdt', 'newusdt'] })];
  expect(await awaitVerdicts(api.store, before, next, previous)).toEqual(['pairs: one', 'other.pairs: two']);
  expect(await awaitVerdicts(api.store, before, next, next)).toEqual([]);
});
