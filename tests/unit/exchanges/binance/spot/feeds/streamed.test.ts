import { readFileSync } from 'node:fs';
import { feedFactories } from '../../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { trades } from '../../../../../../exchanges/binance/spot/feeds/trades.ts';
import { type FeedName, isCandles, rowOf } from '../../../../../../markets/markets.js';
import type { Feed, FeedFactory, FeedQuery } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { createValidator } from '../../../../../../model/validate.ts';
import { configOf } from '../../../../../configOf.ts';
import { judgedRows, onlyValue } from '../../../../../judged.ts';

const config = configOf({ pairs: ['btcusdt'] });
const query: FeedQuery = { pairs: ['BTCUSDT'], asOf: 1_790_000_101_000, uncertainty: 1 };

const feedOf = (name: FeedName): Feed => {
  const factory: FeedFactory = feedFactories[name];
  return factory({ ...config.feeds[name] }, isCandles(rowOf('spot', name)) ? 1 : undefined);
};

/** The feeds, and what their streams send of the state that the fixtures have as an answer. */
const events: readonly { name: FeedName; feed: Feed; streams: readonly string[]; events: readonly object[] }[] = [
  {
    name: 'trades',
    feed: feedOf('trades'),
    streams: ['btcusdt@aggTrade'],
    events: [
      aggTrade({ a: 501, p: '10.50000000', q: '2.00000000', f: 9001, l: 9003, m: false }),
      aggTrade({ a: 502, p: '10.51000000', q: '0.50000000', f: 9004, l: 9004, m: true }),
    ],
  },
  {
    name: 'price',
    feed: feedOf('price'),
    streams: ['btcusdt@aggTrade'],
    events: [aggTrade({ a: 501, p: '10.50000000', q: '2.00000000', f: 9001, l: 9003, m: false })],
  },
  {
    name: 'book-ticker',
    feed: feedOf('book-ticker'),
    streams: ['btcusdt@bookTicker'],
    events: [{ u: 77001, s: 'BTCUSDT', b: '10.50000000', B: '3.00000000', a: '10.51000000', A: '1.20000000' }],
  },
  {
    name: 'avg-price',
    feed: feedOf('avg-price'),
    streams: ['btcusdt@avgPrice'],
    events: [{ e: 'avgPrice', E: 1790000101000, s: 'BTCUSDT', i: '5m', w: '9.35751834', T: 1790000100503 }],
  },
  {
    name: 'high-low',
    feed: feedOf('high-low'),
    streams: ['btcusdt@ticker'],
    events: [
      {
        ...{ e: '24hrTicker', E: 1790000100999, s: 'BTCUSDT', p: '-0.50000000', P: '-4.545', w: '10.44000000' },
        ...{ x: '11.00000000', c: '10.50000000', Q: '0.50000000', b: '10.50000000', B: '3.00000000' },
        ...{ a: '10.51000000', A: '1.20000000', o: '11.00000000', h: '11.20000000', l: '9.80000000' },
        ...{ v: '9000.00000000', q: '94000.00000000', O: 1789913700123, C: 1790000100123, F: 8101, L: 9004, n: 904 },
      },
    ],
  },
  {
    name: 'klines',
    feed: feedOf('klines'),
    streams: ['btcusdt@kline_1m', 'btcusdt@aggTrade'],
    events: [
      kline(1790000040000, {
        ...{ f: 8001, L: 8042, o: '10.10000000', h: '10.90000000', l: '10.00000000', c: '10.50000000' },
        ...{ v: '120.00000000', q: '1250.10000000', n: 42, V: '60.00000000', Q: '625.00000000', x: true },
      }),
      kline(1790000100000, {
        ...{ f: 8043, L: 8049, o: '10.50000000', h: '10.60000000', l: '10.40000000', c: '10.55000000' },
        ...{ v: '12.00000000', q: '126.00000000', n: 7, V: '6.00000000', Q: '63.00000000', x: false },
      }),
    ],
  },
];

function aggTrade(fields: object): object {
  return { e: 'aggTrade', E: 1790000100125, s: 'BTCUSDT', T: 1790000100123, M: true, ...fields };
}

function kline(openTime: number, fields: object): object {
  const k = { t: openTime, T: openTime + 59_999, s: 'BTCUSDT', i: '1m', B: '0', ...fields };
  return { e: 'kline', E: openTime + 30_000, s: 'BTCUSDT', k };
}

const fixture = (name: FeedName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/feeds/${name}.json`, import.meta.url), 'utf8'));

/** What is stored of events: JSON texts. @throws InvalidPayload where one is none */
function stored({ streamed, ...feed }: Feed, sent: readonly unknown[], judgedAt: FeedQuery = query): string[] {
  if (streamed === undefined) throw new Error('this feed has no streams');
  if (feed.shape === 'latest') {
    if (streamed.by !== 'entry') throw new Error('this feed has no values');
    return sent.map((event) => {
      const entry = streamed.entryOf(event, 'BTCUSDT');
      return feed.valueOf(createValidator<unknown>(feed.rowSchema)(entry.row, 'test'), entry, judgedAt)?.value ?? '';
    });
  }
  const rows = sent.map((event) => {
    if (streamed.by === 'rows') return streamed.rowOf(event, 'BTCUSDT');
    if (streamed.by !== 'candles') return undefined;
    const said = streamed.read(event, 'BTCUSDT');
    return 'candle' in said ? said.candle.row : said.trade;
  });
  return judgedRows(feed as Feed & { shape: 'series' }, rows, judgedAt).rows.map(({ member }) => member);
}

/** What is stored of an answer. */
function answered(feed: Feed, payload: unknown): string[] {
  if (feed.shape === 'latest') return [onlyValue(feed, payload, query)?.value ?? ''];
  return judgedRows(feed, payload, query).rows.map(({ member }) => member);
}

/** Every place in an event, as a path. */
function* places(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
}

function replaced(event: unknown, [key = '', ...rest]: string[], value: unknown): unknown {
  const copy = structuredClone(event) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  if (copy[key] === undefined) delete copy[key];
  return copy;
}

const at = (event: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], event);

describe.each(events)('by streams, $name', ({ name, feed, streams, events: sent }) => {
  // What Binance tells everybody to ignore.
  const isRead = (path: readonly string[]) =>
    !['M', 'B'].includes(path.at(-1) ?? '') || name === 'book-ticker' || name === 'high-low';
  const [event] = sent;
  const read = [...places(event)].filter(isRead);

  it('is asked for by names in lower case', () => {
    expect(feed.streamed?.streamsOf('BTCUSDT')).toEqual(streams);
  });

  it('stores to the letter what an answer of the same state gives', () => {
    expect(stored(feed, sent)).toEqual(answered(feed, fixture(name)));
  });

  it.each(read.map((path) => [path.join('.'), path] as const))(
    'refuses an event with null, or nothing, as %s',
    (_name, path) => {
      expect(() => stored(feed, [replaced(event, path, null)])).toThrow(InvalidPayload);
      expect(() => stored(feed, [replaced(event, path, undefined)])).toThrow(InvalidPayload);
    },
  );

  it('refuses a negative figure wherever none can be', () => {
    const figures = read.filter((path) => /^\d+\.\d+$/.test(String(at(event, path))));
    for (const path of figures) {
      expect(() => stored(feed, [replaced(event, path, `-${at(event, path)}`)])).toThrow(InvalidPayload);
    }
  });

  it('refuses times in microseconds, and numbers that JavaScript cannot hold', () => {
    for (const path of read) {
      const value = at(event, path);
      if (typeof value !== 'number') continue;
      const isTime = value > 1_000_000_000_000;
      expect(() => stored(feed, [replaced(event, path, isTime ? value * 1000 : 2 ** 53)])).toThrow(InvalidPayload);
      expect(() => stored(feed, [replaced(event, path, -2)])).toThrow(InvalidPayload);
    }
  });

  it('refuses an event of another pair, of another type, and what is no event', () => {
    for (const bad of [replaced(event, ['s'], 'ETHUSDT'), replaced(event, ['e'], 'other'), null, [], 'text', 7, {}]) {
      expect(() => stored(feed, [bad])).toThrow(InvalidPayload);
    }
  });
});

it('values from streams have the order of answers, or one of the exchange where those have none', () => {
  const orders = events.flatMap(({ name, feed, events: [event] }) =>
    feed.streamed?.by === 'entry' ? [[name, feed.streamed.entryOf(event, 'BTCUSDT').order]] : [],
  );
  expect(orders).toEqual([
    ['price', 501],
    ['book-ticker', 77001],
    ['avg-price', 1790000100503],
    ['high-low', 1790000100123],
  ]);
});

it('raw trades come in the form of an answer with raw trades', () => {
  const { streamed } = trades({ source: 'trades' });
  const event = {
    e: 'trade',
    E: 1790000100125,
    s: 'BTCUSDT',
    t: 9001,
    p: '10.50',
    q: '2.00',
    T: 1790000100123,
    m: true,
  };
  if (streamed?.by !== 'rows') throw new Error('raw trades have no stream');
  expect(streamed.streamsOf('BTCUSDT')).toEqual(['btcusdt@trade']);
  expect(streamed.rowOf(event, 'BTCUSDT')).toEqual({
    ...{ id: 9001, price: '10.50', qty: '2.00', time: 1790000100123, isBuyerMaker: true },
  });
  for (const bad of [{ t: null }, { q: '0' }, { T: 1790000100123000 }, { s: 'ETHUSDT' }, { e: 'aggTrade' }]) {
    expect(() => streamed.rowOf({ ...event, ...bad }, 'BTCUSDT')).toThrow(InvalidPayload);
  }
});

it('a trade that is later than its event is refused, and an aggregate that ends before it begins', () => {
  const feed = feedOf('trades');
  const [event] = events[0]?.events ?? [];
  expect(() => stored(feed, [{ ...event, T: 1_790_000_900_123 }])).toThrow(/a trade of later/);
  expect(() => stored(feed, [{ ...event, l: 9000 }])).toThrow(/ends before it begins/);
});

describe('a pair that was never traded', () => {
  it('has no average price', () => {
    const event = { e: 'avgPrice', E: 1790000101000, s: 'BTCUSDT', i: '5m', w: '0.00000000', T: 0 };
    expect(stored(feedOf('avg-price'), [event])).toEqual(['']);
  });
  it('has no book ticker while nobody has an order', () => {
    const event = { u: 7, s: 'BTCUSDT', b: '0.00000000', B: '0.00000000', a: '0.00000000', A: '0.00000000' };
    expect(stored(feedOf('book-ticker'), [event])).toEqual(['']);
  });
});

describe('a candle of a stream', () => {
  const { feed, events: sent } = events.find(({ name }) => name === 'klines') as (typeof events)[number];
  const [closed, forming] = sent as [object, object];
  const streamed = feed.streamed?.by === 'candles' ? feed.streamed : null;
  const stateOf = (event: object, judgedAt: FeedQuery) =>
    (JSON.parse(stored(feed, [event], judgedAt)[0] ?? '[]') as unknown[])[12];

  it('is final when the exchange says so, and not before, whatever the clock says', () => {
    const later = { ...query, asOf: query.asOf + 600_000 };
    expect(stateOf(closed, { ...query, asOf: 1_790_000_050_000, isClosed: true })).toBe(2);
    expect(stateOf(forming, { ...later, isClosed: false })).toBe(1);
    expect(stateOf(forming, later)).toBe(2);
  });

  it('comes with its last trade, if it has one, and whether it is closed', () => {
    expect(streamed?.read(closed, 'BTCUSDT')).toMatchObject({ candle: { isClosed: true, lastId: 8042 } });
    const quiet = replaced(replaced(replaced(forming, ['k', 'n'], 0), ['k', 'f'], -1), ['k', 'L'], -1);
    expect(streamed?.read(quiet, 'BTCUSDT')).toMatchObject({ candle: { isClosed: false, lastId: null } });
  });

  it.each([
    ['of another interval', ['k', 'i'], '5m'],
    ['of another pair within', ['k', 's'], 'ETHUSDT'],
    ['between two minutes', ['k', 't'], 1790000040001],
    ['that opens after its event', ['E'], 1790000039999],
    ['with its close above its high', ['k', 'c'], '10.90000001'],
    ['with more taker volume than volume', ['k', 'V'], '120.00000001'],
    ['with trades without numbers', ['k', 'L'], -1],
  ])('is refused %s', (_name, path, value) => {
    expect(() => stored(feed, [replaced(closed, path, value)])).toThrow(InvalidPayload);
  });

  it('comes with trades, which say who has taken', () => {
    const event = aggTrade({ a: 501, p: '10.50', q: '2.00', f: 9001, l: 9003, m: false });
    expect(streamed?.read(event, 'BTCUSDT')).toEqual({
      trade: { price: '10.50', quantity: '2.00', firstId: 9001, lastId: 9003, time: 1790000100123, takerBuys: true },
    });
  });
});

describe('changes of a book', () => {
  const streamed = (levels: number) => {
    const { streamed: said } = (feedFactories.depth as FeedFactory)({ levels }, undefined);
    if (said?.by !== 'book') throw new Error('depth has no book');
    return said;
  };
  const event = {
    ...{ e: 'depthUpdate', E: 1790000100105, s: 'BTCUSDT', U: 77002, u: 77005 },
    ...{ b: [['10.49', '0.00']], a: [['10.52', '2.00']] },
  };
  const { changeOf, streamsOf } = streamed(100);

  it('say what they change', () => {
    expect(streamsOf('BTCUSDT')).toEqual(['btcusdt@depth@100ms']);
    expect(changeOf(event, 'BTCUSDT')).toEqual({ first: 77002, last: 77005, bids: event.b, asks: event.a });
  });

  it.each([
    ['of another pair', { s: 'ETHUSDT' }],
    ['of another type', { e: 'trade' }],
    ['that ends before it begins', { u: 77001 }],
    ['with a level without price', { b: [['0.00', '1']] }],
    ['with a level that cannot be read', { a: [['10.52', '2.00'], ['10.53']] }],
    ['with a negative quantity', { a: [['10.52', '-2.00']] }],
    ['with null as its levels', { a: null }],
    ['with a number that JavaScript cannot hold', { u: 2 ** 53 }],
    ['with its time in microseconds', { E: 1790000100105000 }],
  ])('are refused %s', (_name, wrong) => {
    expect(() => changeOf({ ...event, ...wrong }, 'BTCUSDT')).toThrow(InvalidPayload);
  });

  it.each([
    [100, 500, 25],
    [250, 500, 25],
    [500, 1000, 50],
    [1000, 5000, 250],
  ])('of %i levels go on from a snapshot of %i, which weighs %i', (levels, limit, weight) => {
    const { snapshot, snapshotLevels } = streamed(levels);
    expect(snapshot(query)).toEqual({ path: '/api/v3/depth', params: { symbol: 'BTCUSDT', limit }, weight });
    expect(snapshotLevels).toBe(limit);
  });
});
