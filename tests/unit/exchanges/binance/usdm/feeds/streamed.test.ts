import { readFileSync } from 'node:fs';
import type { RawKline } from '../../../../../../exchanges/binance/rawKline.ts';
import { feedFactories } from '../../../../../../exchanges/binance/usdm/feeds/feeds.ts';
import { type FeedName, feedsOf, isCandles, rowOf } from '../../../../../../markets/markets.js';
import type { Feed, FeedFactory } from '../../../../../../model/feed.ts';
import { FormingCandle } from '../../../../../../model/formingCandle.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { configOf } from '../../../../../configOf.ts';
import { describeStreamed, type StreamedCase, stored } from '../../streamedCases.ts';

const { usdm } = configOf({ pairs: ['btcusdt'], usdm: { pairs: ['btcusdt'] } });
const fixture = (name: FeedName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/usdm/${name}.json`, import.meta.url), 'utf8'));

function feedOf(name: FeedName): Feed {
  const factory: FeedFactory = feedFactories[name as keyof typeof feedFactories];
  return factory(
    { ...usdm?.feeds[name as keyof typeof feedFactories] },
    isCandles(rowOf('usdm', name)) ? 1 : undefined,
  );
}

const E = 1_790_000_100_125;
const st = 1;
const aggTrade = (a: number, m: boolean, more: object = {}) => ({
  ...{ e: 'aggTrade', E, s: 'BTCUSDT', a, p: '64000.10', q: '2.003', nq: '1.500', f: 8500 + a, l: 8500 + a },
  ...{ T: 1_790_000_095_499 + a, m, st, ...more },
});
/** The candles of the fixtures. */
const candles = [1_790_000_040_000, 1_790_000_100_000].map((t) => ({
  ...{ t, T: t + 59_999, i: '1m', f: 8001, L: 8042, o: '64000.1', h: '64010.9', l: '63990.0', c: '64005.5' },
  ...{ v: '120.5', q: '7700000.25', n: 42, V: '60.5', Q: '3850000.1', B: '0', x: t < 1_790_000_100_000 },
}));
const continuous = (ct: string) => candles.map((k) => ({ e: 'continuous_kline', E: k.T, ps: 'BTCUSDT', ct, k }));
const day = {
  ...{ e: '24hrTicker', E, s: 'BTCUSDT', ps: 'BTCUSDT', p: '-94.9', P: '-0.95', w: '64000.2', c: '63990.1' },
  ...{ Q: '0.003', o: '64085.0', h: '65000.0', l: '63000.5', v: '8913.30', q: '570000000.25' },
  ...{ O: 1_789_913_700_000, C: 1_790_000_099_900, F: 28_385, L: 28_460, n: 76, st },
};
const others = [
  { ...day, s: 'ETHUSDT' },
  { ...day, s: 'BTCUSD_PERP', st: 2 },
];

/** The feeds, and what their streams send of the state that the fixtures have as an answer. */
const cases: readonly StreamedCase[] = [
  {
    ...{ name: 'trades', feed: feedOf('trades'), streams: ['btcusdt@aggTrade'], ignored: ['st', 'nq'] },
    events: [aggTrade(501, true), aggTrade(502, false), aggTrade(503, true)],
  },
  {
    ...{ name: 'price', feed: feedOf('price'), streams: ['btcusdt@aggTrade'], ignored: ['st', 'nq'] },
    events: [aggTrade(501, true, { p: '64925.10', T: 1_790_000_099_995 })],
  },
  {
    ...{ name: 'book-ticker', feed: feedOf('book-ticker'), streams: ['btcusdt@bookTicker'], ignored: ['st', 'ps'] },
    events: [
      {
        ...{ e: 'bookTicker', u: 11_051_324_939_848, s: 'BTCUSDT', ps: 'BTCUSDT', b: '64925.00', B: '0.103' },
        ...{ a: '64925.10', A: '14.841', T: 1_790_000_099_995, E, st },
      },
    ],
  },
  {
    ...{ name: 'high-low', feed: feedOf('high-low'), streams: ['!ticker@arr'], ignored: ['st', 'ps'], events: [day] },
    sentAs: (event) => [others[0], event, others[1]],
  },
  {
    ...{ name: 'mark-price', feed: feedOf('mark-price'), streams: ['btcusdt@markPrice@1s'], ignored: ['st', 'ap'] },
    events: [
      {
        ...{ e: 'markPriceUpdate', E: 1_790_000_099_000, s: 'BTCUSDT', p: '64924.91', ap: '64920.00', i: '64930.27' },
        ...{ P: '64910.55', r: '-0.00004510', T: 1_790_001_000_000, st },
      },
    ],
  },
  {
    ...{ name: 'klines', feed: feedOf('klines'), streams: ['btcusdt@kline_1m', 'btcusdt@aggTrade'] },
    events: candles.map((k) => ({ e: 'kline', E: k.T, s: 'BTCUSDT', k: { ...k, s: 'BTCUSDT' } })),
  },
  ...(['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER'] as const).map((type): StreamedCase => {
    const name = `klines-${type.toLowerCase().replace('_', '-')}` as FeedName;
    const streams = [`btcusdt_${type.toLowerCase()}@continuousKline_1m`];
    return { name, feed: feedOf(name), streams, events: continuous(type), pairAt: ['ps'] };
  }),
  {
    ...{ name: 'liquidations', feed: feedOf('liquidations'), streams: ['btcusdt@forceOrder'], ignored: ['l'] },
    events: [{ e: 'forceOrder', E, o: (fixture('liquidations') as object[])[0] }],
    pairAt: ['o', 's'],
  },
];

/** Of mark prices answers tell the interest rate, too. */
const fixtureOf = (name: FeedName): unknown => {
  if (name !== 'mark-price') return fixture(name);
  const { interestRate: _, ...told } = fixture(name) as Record<string, unknown>;
  return told;
};

describeStreamed(cases, fixtureOf);

it('every feed with a stream is among them, but for books', () => {
  const streamed = feedsOf('usdm').filter((name) => rowOf('usdm', name).streams !== undefined);
  expect(cases.map(({ name }) => name).toSorted()).toEqual(streamed.filter((name) => name !== 'depth').toSorted());
  for (const name of feedsOf('usdm'))
    expect([name, feedOf(name).streamed !== undefined]).toEqual([name, streamed.includes(name)]);
});

it('values from streams have the order that answers have', () => {
  const orders = cases.flatMap(({ name, feed, events: [event], sentAs = (same) => same }) =>
    feed.streamed?.by === 'entry' ? [[name, feed.streamed.entryOf(sentAs(event), 'BTCUSDT').order]] : [],
  );
  expect(orders).toEqual([
    ['price', 1_790_000_099_995],
    ['book-ticker', 11_051_324_939_848],
    ['high-low', 1_790_000_099_900],
    ['mark-price', 1_790_000_099_000],
  ]);
});

describe('24-hour figures of all symbols', () => {
  const feed = feedOf('high-low');
  const streamed = feed.streamed?.by === 'entry' ? feed.streamed : null;
  const event = [...others, day];

  it('tell something of a pair only where they have it, and never anything of COIN-M', () => {
    expect(['BTCUSDT', 'ETHUSDT', 'LINKUSDT', 'BTCUSD_PERP'].map((symbol) => streamed?.isOf?.(event, symbol))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([streamed?.lastTradeOf?.(event, 'BTCUSDT'), streamed?.lastTradeOf?.(event, 'LINKUSDT')]).toEqual([
      28_460,
      null,
    ]);
    // As it was before the markets were merged.
    const { st: _, ...before } = day;
    expect(streamed?.isOf?.([before], 'BTCUSDT')).toBe(true);
  });

  it.each([[null], [{}], ['text'], [{ ...day }]])('are refused where they are no list: %j', (bad) => {
    expect(() => streamed?.isOf?.(bad, 'BTCUSDT')).toThrow(InvalidPayload);
  });

  it('are judged row by row: a bad row of another pair costs this one nothing', () => {
    expect(stored(feed, [[{ ...day, s: 'ETHUSDT', c: null }, null, 7, day]])).toHaveLength(1);
  });
});

it('a contract that ends has no funding', () => {
  const event = {
    ...{ e: 'markPriceUpdate', E, s: 'BTCUSDT', p: '64924.91', ap: '1.0', i: '64930.27', P: '64910.55', r: '', T: 0 },
  };
  expect(JSON.parse(stored(feedOf('mark-price'), [event])[0] ?? '')).toMatchObject({
    lastFundingRate: '',
    nextFundingTime: 0,
  });
});

it('candles of contracts are refused where they are of another kind of contract or interval', () => {
  const feed = feedOf('klines-perpetual');
  const [event] = continuous('PERPETUAL');
  for (const bad of [
    { ...event, ct: 'CURRENT_QUARTER' },
    { ...event, k: { ...candles[0], i: '5m' } },
    { ...event, k: { ...candles[0], t: 1_790_000_040_001 } },
    { ...event, E: 1_790_000_039_999 },
    { ...event, k: { ...candles[0], h: '1.0' } },
  ])
    expect(() => stored(feed, [bad])).toThrow(InvalidPayload);
  // Of a contract with an end, whose name has it.
  expect(feed.streamed?.streamsOf('BTCUSDT_261225')).toEqual(['btcusdt_perpetual@continuousKline_1m']);
});

it("a candle goes on with the next contract, whose trades have lower numbers; another socket's double changes nothing", () => {
  const feed = feedOf('klines-current-quarter');
  if (feed.shape !== 'series' || feed.streamed?.by !== 'candles') throw new Error('they are candles');
  const { streamed, scoreOf } = feed;
  const forming = new FormingCandle(1, { add: streamed.add, scoreOf });
  const take = (after: number, c: string, L: number) => {
    const k = { ...candles[1], f: L, L, c };
    const told = streamed.read({ ...continuous('CURRENT_QUARTER')[1], E: E + after, k }, 'BTCUSDT');
    if ('candle' in told) forming.takeCandle(told.candle);
    return (forming.newest()?.row as RawKline | undefined)?.[4];
  };
  expect(take(0, '64005.5', 8_042_000)).toBe('64005.5');
  expect(take(250, '64006.5', 17)).toBe('64006.5');
  expect(take(0, '64005.5', 8_042_000)).toBe('64006.5');
});

describe('a book', () => {
  const feed = feedOf('depth');
  const streamed = feed.streamed?.by === 'book' ? feed.streamed : null;
  const update = {
    ...{ e: 'depthUpdate', E, T: E - 4, s: 'BTCUSDT', ps: 'BTCUSDT', U: 77_005, u: 77_009, pu: 77_001, st },
    ...{ b: [['10.49', '0.000']], a: [['10.52', '2.000']] },
  };

  it('changes after the update that an event names, whatever numbers lie between', () => {
    expect(streamed?.streamsOf('BTCUSDT')).toEqual(['btcusdt@depth@100ms']);
    expect(streamed?.changeOf(update, 'BTCUSDT')).toEqual({
      ...{ first: 77_005, last: 77_009, previous: 77_001, bids: [['10.49', '0.000']], asks: [['10.52', '2.000']] },
    });
  });

  it.each([
    ['no pu', { pu: undefined }],
    ['a pu that is no number', { pu: '77001' }],
    ['the end before the beginning', { u: 77_004 }],
    ['another pair', { s: 'ETHUSDT' }],
    ['another type', { e: 'bookTicker' }],
    ['a level without a price', { a: [['0', '1']] }],
  ])('is not known any more after an event with %s', (_name, more) => {
    expect(() => streamed?.changeOf({ ...update, ...more }, 'BTCUSDT')).toThrow(InvalidPayload);
  });

  it.each([
    [30, 500, 10],
    [100, 500, 10],
    [250, 500, 10],
    [251, 1000, 20],
    [1000, 1000, 20],
  ])(
    'with %i levels begins with a snapshot of %i, for a weight of %i, of which none is cut off',
    (levels, limit, weight) => {
      const made = feedFactories.depth({ levels });
      if (made.streamed?.by !== 'book') throw new Error('it is a book');
      const query = { pairs: ['BTCUSDT'], asOf: E, uncertainty: 1 };
      expect(made.streamed.snapshot(query)).toMatchObject({ params: { symbol: 'BTCUSDT', limit }, weight });
      expect(made.streamed.snapshotLevels).toBe(limit);
      const bids = Array.from({ length: limit }, (_, index) => [`${2000 - index}.0`, '1.0']);
      const row = { lastUpdateId: 7, E, T: E, bids, asks: [['2001.0', '1.0']] };
      const entry = { symbol: 'BTCUSDT', row, text: JSON.stringify(row) };
      expect(JSON.parse(made.streamed.wholeOf?.(row, entry).value ?? '').bids).toHaveLength(limit);
      expect(JSON.parse(made.valueOf(row, entry, query)?.value ?? '').bids).toHaveLength(levels);
    },
  );
});
