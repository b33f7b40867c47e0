import { readFileSync } from 'node:fs';
import { trades } from '../../../../../../exchanges/binance/spot/feeds/trades.ts';
import { type FeedName, feedsOf } from '../../../../../../markets/markets.js';
import type { Feed } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { judgedRows, onlyValue } from '../../../../../judged.ts';
import { events, feedOf, query, replaced, stored } from './streamedEvents.ts';

const fixture = (name: FeedName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/feeds/${name}.json`, import.meta.url), 'utf8'));

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

const at = (event: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], event);

it('each feed that comes by streams has events here, but for books', () => {
  const named = feedsOf('spot').filter((name) => ![undefined, 'book'].includes(feedOf(name).streamed?.by));
  expect(events.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
});

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
