import { createFreshnessNews } from '../../../../scripts/health/freshnessNews.ts';
import { feedOf } from './healthOf.ts';

const types = ['price', 'depth', 'book-ticker', 'high-low', 1] as const;
const codes = ['btcusdt', 'ethusdt', 'etcusdt'];

/** All feeds of all pairs, of which those named (`price btcusdt`) are stale. */
const feeds = (isStale: (name: string) => boolean = () => false, fields: object = {}) =>
  types.flatMap((type) => codes.map((code) => feedOf({ type, code, stale: isStale(`${type} ${code}`), ...fields })));

const told = (looks: ReturnType<typeof feeds>[]): string[] => {
  const news = createFreshnessNews();
  return looks.flatMap((look, index) => news(look).map((line) => `${index} ${line}`));
};
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);
const all = feeds(() => true);
const none = feeds();

test('all feeds that go stale within seconds are one line, and one more when they are fresh again', () => {
  const some = feeds((name) => name.startsWith('price'));
  expect(told([none, some, all, ...times(5, all), some, ...times(9, none)])).toEqual([
    '5 stale: all 15 feeds',
    '13 fresh: all 15 feeds',
  ]);
});

test('a feed that goes to and fro is told of once', () => {
  const price = feeds((name) => name === 'price btcusdt');
  const flapping = Array.from({ length: 40 }, (_, index) => (index % 8 < 4 ? price : none));
  expect(told([none, ...flapping])).toEqual(['4 stale: price of btcusdt']);
});

test.each<[string, (name: string) => boolean, string]>([
  ['a feed of some pairs', (name) => /^price (btc|eth)/.test(name), 'price of btcusdt, ethusdt'],
  ['candles', (name) => name === '1 etcusdt', 'klines 1 of etcusdt'],
  ['all of a pair and another feed', (name) => /ethusdt|^depth btc/.test(name), 'all of ethusdt; depth of btcusdt'],
])('%s are told by name', (_what, isStale, words) => {
  expect(told([none, ...times(4, feeds(isStale))])).toEqual([`4 stale: ${words}`]);
});

test('more than four groups are told by their number', () => {
  const wide = [...none, ...codes.map((code) => feedOf({ type: 'trades', feed: 'trades', code }))];
  const stale = wide.map((feed) => ({ ...feed, stale: feed.code === 'btcusdt' ? feed.type !== 'price' : false }));
  expect(told([wide, ...times(4, stale)])).toEqual(['4 stale: 5 of 18 feeds']);
});

test('a pair that an edit adds is told of once it is fresh, one that is halted not at all', () => {
  const added = (stale: boolean) => [
    ...none,
    feedOf({ code: 'ltcusdt', stale, status: 'UNVERIFIED' }),
    feedOf({ code: 'ltcusdt', type: 'pair-info', feed: 'pair-info' }),
  ];
  expect(told([none, ...times(4, added(true)), ...times(9, added(false))])).toEqual(['9 fresh: all of ltcusdt']);
  expect(
    told([
      none,
      ...times(
        9,
        feeds(() => true, { status: 'HALT' }),
      ),
    ]),
  ).toEqual([]);
});
