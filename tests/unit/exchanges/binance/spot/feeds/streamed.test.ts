import { readFileSync } from 'node:fs';
import { trades } from '../../../../../../exchanges/binance/spot/feeds/trades.ts';
import { type FeedName, feedsOf } from '../../../../../../markets/markets.js';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { describeStreamed, stored } from '../../streamedCases.ts';
import { events, feedOf } from './streamedEvents.ts';

const fixture = (name: FeedName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/feeds/${name}.json`, import.meta.url), 'utf8'));

it('each feed that comes by streams has events here, but for books', () => {
  const named = feedsOf('spot').filter((name) => ![undefined, 'book'].includes(feedOf(name).streamed?.by));
  expect(events.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
});

describeStreamed(events, fixture);

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
