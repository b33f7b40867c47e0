import { feedFactories } from '../../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { type FeedName, isCandles, rowOf } from '../../../../../../markets/markets.js';
import type { Feed, FeedFactory } from '../../../../../../model/feed.ts';
import { configOf } from '../../../../../configOf.ts';
import type { StreamedCase } from '../../streamedCases.ts';

const config = configOf({ pairs: ['btcusdt'] });

export const feedOf = (name: FeedName): Feed => {
  const factory: FeedFactory = feedFactories[name as keyof typeof feedFactories];
  return factory(
    { ...config.feeds[name as keyof typeof feedFactories] },
    isCandles(rowOf('spot', name)) ? 1 : undefined,
  );
};

/** The feeds, and what their streams send of the state that the fixtures have as an answer. */
export const events: readonly StreamedCase[] = [
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

export function aggTrade(fields: object): object {
  return { e: 'aggTrade', E: 1790000100125, s: 'BTCUSDT', T: 1790000100123, M: true, ...fields };
}

function kline(openTime: number, fields: object): object {
  const k = { t: openTime, T: openTime + 59_999, s: 'BTCUSDT', i: '1m', B: '0', ...fields };
  return { e: 'kline', E: openTime + 30_000, s: 'BTCUSDT', k };
}
