import type { RequestListener } from 'node:http';
import request from 'supertest';
import { figuresOf } from '../../../../analysis/figuresOf.ts';
import type { Snapshot } from '../../../../analysis/snapshot.ts';
import { writeListings } from '../../../../store/market/listing.ts';
import { dataKey, metaKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { type ApiFixture, code, configWith, createApiFixture, NOW } from '../apiFixture.ts';
import { fill, HOUR } from './filled.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

beforeEach(async () => {
  api.config = configWith();
  api.now = NOW;
  await fill(api);
});

const get = (query = `?code=${code}`) => request(api.app).get(`/analytics${query}`);
const whyOf = (body: Snapshot, part: string) => body.missing.find((one) => one.part === part)?.why;

it('answers what is stored of a pair at one moment, and figures made of it', async () => {
  const { status, body, headers } = await get();
  expect([status, headers['cache-control'], headers['x-data-source']]).toEqual([200, 'no-store', 'simulator']);
  expect([headers['x-data-stale'], headers['x-data-age-ms']]).toEqual(['false', '0']);
  expect(body).toMatchObject({
    version: 1,
    market: 'spot',
    code,
    at: NOW,
    source: 'simulator',
    skewMs: 0,
    missing: [],
  });
  expect(body.figures).toEqual(figuresOf(body.parts, NOW));
  expect(body.figures).toMatchObject({
    price: { last: '100.1', average: '100.05', averageMinutes: 5 },
    spread: { mid: '100.1', absolute: '0.2' },
    trades: { count: 500, buyCount: 0, sellCount: 500 },
    day: { trades: 9 },
  });
  for (const minutes of ['60', '240', '1440']) expect(body.figures.candles[minutes].average20).toBe('10.5');
});

it('holds the rows that the figures are of, the oldest first, by the columns that have names', async () => {
  const { trades, klines } = ((await get()).body as Snapshot).parts;
  expect(trades?.columns).toEqual(['id', 'price', 'qty', 'firstTradeId', 'lastTradeId', 'time', 'isBuyerMaker']);
  expect([trades?.rows.length, trades?.rows[0]?.[0], trades?.rows.at(-1)?.[0]]).toEqual([500, 11, 510]);
  expect([klines[60]?.rows.length, klines[1440]?.rows.length]).toEqual([88, 22]);
  const [columns, rows] = [klines[60]?.columns ?? [], klines[60]?.rows ?? []];
  // The exchange's column without a name is left out.
  expect([columns.length, rows[0]?.length, columns.at(-1)]).toEqual([12, 12, 'final']);
  expect(rows.map((row) => row.at(-1))).toEqual([...Array.from({ length: 87 }, () => true), false]);
  expect(rows.at(-1)?.[0]).toBe(NOW - (NOW % HOUR));
});

it('tells how far apart the parts are that are fetched each second', async () => {
  await api.latest('price', { symbol: 'BTCUSDT', price: '100.2' }, NOW + 900);
  await api.latest('avg-price', { mins: 5, price: '100.05', closeTime: NOW }, NOW + 7000);
  await api.series('klines', [], { interval: 60, asOf: NOW + 7000 });
  const { body } = await get();
  expect(body.skewMs).toBe(900);
  const keys = (['price', 'book-ticker', 'depth', 'trades'] as const).map((feed) => dataKey('spot', code, feed));
  await api.store.redis.del(...keys, ...keys.map(metaKey));
  expect((await get()).body).toMatchObject({ skewMs: null, figures: { price: { last: null }, spread: null } });
});

describe('what is missing', () => {
  it('of a pair of which nothing is stored: all of it', async () => {
    const { body, headers } = await get('?code=ETHUSDT');
    expect(body.missing).toHaveLength(8);
    expect(whyOf(body, 'price')).toBe('it is not fetched yet');
    expect(headers).toMatchObject({ 'x-data-stale': 'true', 'x-data-source': 'unknown' });
    expect(headers['x-data-age-ms']).toBeUndefined();
    expect(body.figures).toEqual(figuresOf(body.parts, NOW));
  });

  it('is what the exchange has not', async () => {
    await api.report('trades', { pairs: { ethusdt: { failures: 0, lastError: null, waitingAt: NOW } } });
    expect(whyOf((await get('?code=ethusdt')).body, 'trades')).toMatch(/^the exchange has none yet/);
  });

  it('is what CONFIG.json does not collect, though it is still stored', async () => {
    api.config = configWith({ feeds: { depth: { enabled: false } }, klines: { intervals: [1, 1440] } });
    const { body, headers } = await get();
    expect(body.missing).toEqual([
      { part: 'depth', why: 'CONFIG.json does not collect it: feeds.depth.enabled' },
      { part: 'klines.60', why: 'CONFIG.json does not collect it: feeds.klines.enabled, and 60 in klines.intervals' },
    ]);
    expect([body.parts.depth, body.figures.book, body.figures.candles[240]]).toEqual([null, null, null]);
    expect(headers['x-data-stale']).toBe('false');
  });

  it('is what is stale, though it is given', async () => {
    api.now = NOW + 30_000;
    await api.latest('price', { symbol: 'BTCUSDT', price: '100.2' });
    const { body, headers } = await get();
    expect(whyOf(body, 'price')).toBeUndefined();
    expect(whyOf(body, 'avg-price')).toBeUndefined();
    const why = `stale: last confirmed at ${new Date(NOW).toISOString()}, 30.0 s before`;
    expect(body.missing).toContainEqual({ part: 'depth', why, stale: true });
    expect(body.parts.depth.asOf).toBe(NOW);
    expect([headers['x-data-stale'], headers['x-data-age-ms']]).toEqual(['true', '30000']);
  });

  it('is what is out of step', async () => {
    await api.store.redis.hset(metaKey(dataKey('spot', code, 'depth')), 'outOfStep', '1');
    expect(whyOf((await get()).body, 'depth')).toMatch(/^out of step with the exchange/);
  });

  it('is all of a pair that is not traded', async () => {
    await writeListings(api.store, 'spot', new Map([[code, { status: 'BREAK', asOf: NOW }]]));
    await api.board.refresh();
    const { body } = await get();
    expect(body.missing).toHaveLength(8);
    expect(whyOf(body, 'trades')).toMatch(/^the pair is not traded now \(BREAK\): last confirmed at /);
  });

  it.each([
    ['no bids', [], [['100.2', '1']], 'the book has no bids'],
    ['no asks', [['100.0', '1']], [], 'the book has no asks'],
    ['nothing', [], [], 'the book is empty: nobody has an order'],
  ])('is a side of a book: %s', async (_name, bids, asks, why) => {
    await api.latest('depth', { lastUpdateId: 91_000_000_002, bids, asks }, NOW + 1);
    const { body } = await get();
    expect(whyOf(body, 'depth')).toBe(why);
    expect(body.figures).toEqual(figuresOf(body.parts, NOW));
  });
});

describe('what is damaged', () => {
  const put = (feed: 'price' | 'depth' | 'high-low', text: string) =>
    api.store.redis.set(dataKey('spot', code, feed), text);

  it.each([
    ['price', '{"symbol":'],
    ['price', '{"symbol":"BTCUSDT","price":100}'],
    ['price', '["100"]'],
    ['price', 'null'],
    ['depth', '{"lastUpdateId":1,"bids":[["100","x"]],"asks":[]}'],
    ['depth', '{"lastUpdateId":1,"bids":[["100"]],"asks":[]}'],
    ['depth', '{"bids":[]}'],
    ['high-low', '{"symbol":"BTCUSDT","count":9}'],
  ] as const)('counts as missing and is said: %s %s', async (feed, text) => {
    const before = api.messages.length;
    await put(feed, text);
    const { status, body } = await get();
    expect([status, body.parts[feed], whyOf(body, feed)]).toEqual([200, null, 'what is stored of it is damaged']);
    expect(body.missing).toHaveLength(1);
    await fill(api);
    expect((await get()).body.missing).toEqual([]);
    expect(api.messages.slice(before)).toEqual([
      expect.stringMatching(`^warn the value of spot:{btcusdt}:${feed} in Redis is damaged`),
      expect.stringMatching(`^info the value of spot:{btcusdt}:${feed} in Redis is as it should be again`),
    ]);
  });

  it('of a series is left out, row by row', async () => {
    const key = dataKey('spot', code, 'trades');
    const stored = await api.store.redis.zrange(key, -3, '-2');
    for (const [index, member] of stored.entries()) {
      await api.store.redis.zrem(key, member);
      await api.store.redis.zadd(key, 508 + index, index === 0 ? '[508,"x"]' : member.replace('"10.5', '"ten'));
    }
    const { body } = await get();
    expect(whyOf(body, 'trades')).toBe('2 of 500 rows are damaged, and left out');
    expect(body.figures.trades.count).toBe(498);
  });

  it.each(['price', 'trades'] as const)('of another type harms nothing beside it: %s', async (feed) => {
    const key = dataKey('spot', code, feed);
    await api.store.redis.del(key);
    await api.store.redis.lpush(key, 'x');
    const { status, body } = await get();
    expect([status, body.missing]).toEqual([200, [{ part: feed, why: 'what is stored of it is damaged' }]]);
  });

  it('of a meta: nobody knows how old the value is', async () => {
    await api.store.redis.hset(metaKey(dataKey('spot', code, 'price')), 'asOf', 'soon');
    expect(whyOf((await get()).body, 'price')).toBe('what is stored of it is damaged');
  });
});

it.each([
  ['', 400, 'missing-parameter', 'code'],
  ['?code=', 400, 'invalid-parameter', 'code'],
  ['?code=*', 400, 'invalid-parameter', 'code'],
  ['?code=btcusdt&code=btcusdt', 400, 'repeated-parameter', 'code'],
  ['?code=dogeusdt', 404, 'pair-not-configured', 'code'],
  ['?code=btcusdt&market=futures', 400, 'invalid-parameter', 'market'],
  ['?code=btcusdt&market=usdm', 404, 'market-not-configured', 'market'],
])('%s is refused', async (query, status, error, parameter) => {
  const { body, ...answer } = await get(query);
  expect([answer.status, body.error, body.parameter]).toEqual([status, error, parameter]);
});

it('is a 503 while Redis is away', async () => {
  api.apiStore = null;
  const { status, body } = await get();
  api.apiStore = api.store;
  expect([status, body.error]).toEqual([503, 'redis-unavailable']);
});

it('requests of one moment share one snapshot, each with its age when it is answered', async () => {
  const { redis } = api.store;
  let reads = 0;
  let goOn = () => {};
  const all = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow: typeof redis.readTogether = async (...given) => {
    reads += 1;
    const read = await redis.readTogether(...given);
    await all;
    return read;
  };
  const own = new Proxy(redis, { get: (of, name) => (name === 'readTogether' ? slow : Reflect.get(of, name)) });
  api.apiStore = { ...api.store, redis: own };
  let asked = 0;
  const listener: RequestListener = (req, res) => {
    // From here to the read nothing is waited for.
    setImmediate(() => (asked += 1));
    api.app(req, res);
  };
  const answers = [code, 'BTCUSDT', code, 'BtcUsdt'].map((one, index) =>
    request(listener)
      .get(`/analytics?code=${one}&n=${index}`)
      .then((answer) => answer),
  );
  await eventually(() => asked === 4);
  api.apiStore = api.store;
  // The clock goes on while the snapshot is made, and `at` says when that was.
  const { now } = api.board;
  let moment = NOW;
  api.board.now = () => moment++;
  goOn();
  const got = await Promise.all(answers);
  api.board.now = now;
  expect(got.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(got.map(({ text }) => text)).size).toBe(1);
  expect(reads).toBe(1);
  expect(got[0]?.body.at).toBe(NOW);
  expect(got.map(({ headers }) => Number(headers['x-data-age-ms'])).sort()).toEqual([1, 2, 3, 4]);
});
