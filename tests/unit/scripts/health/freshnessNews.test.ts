import { createFreshnessNews } from '../../../../scripts/health/freshnessNews.ts';
import { feedOf } from './healthOf.ts';

const types = ['price', 'depth', 'book-ticker', 'high-low', 1] as const;
const codes = ['btcusdt', 'ethusdt', 'etcusdt'];

/** All feeds of all pairs, of which those named (`price btcusdt`) are stale. */
const feeds = (isStale: (name: string) => boolean = () => false, fields: object = {}) =>
  types.flatMap((type) => codes.map((code) => feedOf({ type, code, stale: isStale(`${type} ${code}`), ...fields })));

/** What is told at which second, with a look each second from the tenth second of the start on. */
const told = (looks: ReturnType<typeof feeds>[]): string[] => {
  let second = 10;
  const news = createFreshnessNews(0, () => second * 1000);
  return looks.flatMap((look) => {
    const { lines } = news(look);
    second += 1;
    return lines.map((line) => `${second - 11} ${line}`);
  });
};
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);
const all = feeds(() => true);
const none = feeds();

test('all feeds that go stale within seconds are one line, and one more when they are fresh again', () => {
  const some = feeds((name) => name.startsWith('price'));
  expect(told([none, some, all, ...times(5, all), some, ...times(9, none)])).toEqual([
    '0 all 15 feeds fresh after 10.0 s',
    '5 stale: all 15 feeds',
    '13 all 15 feeds fresh again after 8.0 s',
  ]);
});

test('a start whose feeds are not all fresh says nothing for a minute, then which ones are not, and when they are', () => {
  const late = feeds((name) => name === 'price btcusdt' || name === 'depth btcusdt');
  expect(told([...times(60, late), ...times(6, none)])).toEqual([
    '51 not fresh after 61.0 s: price btcusdt (TRADING), depth btcusdt (TRADING)',
    '64 fresh: price of btcusdt; depth of btcusdt',
    '64 all 15 feeds fresh after 70.0 s',
  ]);
});

test('all are said to be fresh again only once all are, though some have been fresh before', () => {
  const two = feeds((name) => /^(price|depth) btcusdt/.test(name));
  const one = feeds((name) => name === 'price btcusdt');
  expect(told([none, ...times(4, two), ...times(9, one), ...times(9, none)]).slice(1)).toEqual([
    '4 stale: price of btcusdt; depth of btcusdt',
    '9 fresh: depth of btcusdt',
    '18 fresh: price of btcusdt',
    '18 all 15 feeds fresh again after 13.0 s',
  ]);
});

test('while they become fresh for the first time, their number is shown', () => {
  const news = createFreshnessNews(0, () => 1000);
  expect(news(all)).toEqual({ lines: [], progress: '0 of 15 feeds fresh ...' });
  expect(news(none).progress).toBeNull();
});

test('a feed that goes to and fro is told of once', () => {
  const price = feeds((name) => name === 'price btcusdt');
  const flapping = Array.from({ length: 40 }, (_, index) => (index % 8 < 4 ? price : none));
  expect(told([none, ...flapping]).slice(1)).toEqual(['4 stale: price of btcusdt']);
});

test.each<[string, (name: string) => boolean, string]>([
  ['a feed of some pairs', (name) => /^price (btc|eth)/.test(name), 'price of btcusdt, ethusdt'],
  ['candles', (name) => name === '1 etcusdt', 'klines 1 of etcusdt'],
  ['all of a pair and another feed', (name) => /ethusdt|^depth btc/.test(name), 'all of ethusdt; depth of btcusdt'],
])('%s are told by name', (_what, isStale, words) => {
  expect(told([none, ...times(4, feeds(isStale))]).slice(1)).toEqual([`4 stale: ${words}`]);
});

test('more than four groups are told by their number', () => {
  const wide = [...none, ...codes.map((code) => feedOf({ type: 'trades', feed: 'trades', code }))];
  const stale = wide.map((feed) => ({ ...feed, stale: feed.code === 'btcusdt' ? feed.type !== 'price' : false }));
  expect(told([wide, ...times(4, stale)]).slice(1)).toEqual(['4 stale: 5 of 18 feeds']);
});

test('a pair that an edit adds is told of once it is fresh, one that is halted not at all', () => {
  const added = (stale: boolean) => [
    ...none,
    feedOf({ code: 'ltcusdt', stale, status: 'UNVERIFIED' }),
    feedOf({ code: 'ltcusdt', type: 'pair-info', feed: 'pair-info' }),
  ];
  expect(told([none, ...times(4, added(true)), ...times(9, added(false))]).slice(1)).toEqual([
    '9 fresh: all of ltcusdt',
    '9 all 17 feeds fresh again after 4.0 s',
  ]);
  const halted = feeds(() => true, { status: 'HALT' });
  expect(told([none, ...times(9, halted)]).slice(1)).toEqual([]);
  expect(told(times(2, halted))).toEqual(['0 the exchange trades none of the pairs now']);
});
