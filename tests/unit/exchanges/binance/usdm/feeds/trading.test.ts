import { depth } from '../../../../../../exchanges/binance/usdm/feeds/depth.ts';
import { klines } from '../../../../../../exchanges/binance/usdm/feeds/klines.ts';
import { klinesIndex } from '../../../../../../exchanges/binance/usdm/feeds/klinesIndex.ts';
import { klinesNextQuarter } from '../../../../../../exchanges/binance/usdm/feeds/klinesNextQuarter.ts';
import { klinesPremium } from '../../../../../../exchanges/binance/usdm/feeds/klinesPremium.ts';
import { pairInfo } from '../../../../../../exchanges/binance/usdm/feeds/pairInfo.ts';
import { trades } from '../../../../../../exchanges/binance/usdm/feeds/trades.ts';
import type { SeriesQuery } from '../../../../../../model/feed.ts';
import { judgedRows, onlyValue } from '../../../../../judged.ts';

const MINUTE = 60_000;
const NOW = 1_790_000_101_000;
const OPEN = NOW - (NOW % MINUTE);
const poll = (cursor: number | null, symbol = 'BTCUSDT'): SeriesQuery => ({
  pairs: [symbol],
  asOf: NOW,
  uncertainty: 1,
  cursor,
  resuming: false,
  retention: 1000,
});

it.each([
  [1, 5],
  [5, 5],
  [20, 20],
  [21, 50],
  [100, 100],
  [300, 500],
  [1000, 1000],
])('%i levels of a book are asked for as %i', (levels, limit) => {
  expect(depth({ levels }).request(poll(null)).params).toEqual({ symbol: 'BTCUSDT', limit });
});

it('of a book no more levels are stored than are wanted, and its number and levels alone', () => {
  const sent = {
    ...{ lastUpdateId: 7, E: NOW, T: NOW },
    bids: [
      ['4.00', '1.0'],
      ['3.99', '2.0'],
      ['3.98', '3.0'],
    ],
    asks: [
      ['4.01', '1.0'],
      ['4.02', '2.0'],
      ['4.03', '3.0'],
    ],
  };
  expect(onlyValue(depth({ levels: 2 }), sent, poll(null))).toEqual({
    value: '{"lastUpdateId":7,"bids":[["4.00","1.0"],["3.99","2.0"]],"asks":[["4.01","1.0"],["4.02","2.0"]]}',
    order: 7,
    leftOut: [],
  });
});

it('a poll of candles weighs one, and a page of older ones as little a row as there is', () => {
  const feed = klines({}, 5);
  expect(feed.request?.(poll(NOW - 400_000)).weight).toBe(1);
  expect(feed.request?.(poll(null))).toMatchObject({ params: { limit: 99 }, weight: 1 });
  expect(feed.older?.history(poll(null), OPEN)).toMatchObject({ params: { limit: 499, interval: '5m' }, weight: 2 });
});

it('candles of indices and of the current contracts are asked for by the pair', () => {
  expect(klinesIndex({}, 1).request?.(poll(null, 'BTCUSDT_261225')).params).toMatchObject({ pair: 'BTCUSDT' });
  expect(klinesNextQuarter({}, 60).request?.(poll(null)).params).toEqual({
    ...{ pair: 'BTCUSDT', contractType: 'NEXT_QUARTER' },
    ...{ interval: '1h', limit: 99 },
  });
});

it('a premium may be below zero, and its candles count as settled all the same', () => {
  const feed = klinesPremium({}, 1);
  const candle = (openTime: number, low: string) => [
    openTime,
    '-0.0004',
    '0.0001',
    low,
    '-0.0001',
    '0',
    openTime + 59_999,
    '0',
    12,
    '0',
    '0',
    '0',
  ];
  const rows = [candle(OPEN - MINUTE, '-0.0005'), candle(OPEN, '-0.0004')];
  const judged = judgedRows(feed, rows, poll(null));
  expect(judged.rows.map(({ member }) => member)).toEqual([
    `[${OPEN - MINUTE},"-0.0004","0.0001","-0.0005","-0.0001",${OPEN - 1},2]`,
    `[${OPEN},"-0.0004","0.0001","-0.0004","-0.0001",${OPEN + MINUTE - 1},1]`,
  ]);
  expect(feed.scores.settledTo(judged.rows)).toBe(OPEN - MINUTE);
  expect(
    judgedRows(feed, [candle(OPEN - MINUTE, '-0.0005'), candle(OPEN, '-0.0003')], poll(null)).bad[0]?.fault,
  ).toMatch(/outside high and low/);
});

it('trades have the quantity without orders for retail traders, or null', () => {
  const trade = { a: 5, p: '4.1', q: '2', nq: '1.5', f: 8, l: 9, T: NOW, m: true };
  const { nq: _, ...old } = trade;
  const { rows } = judgedRows(trades(), [trade, { ...old, a: 6 }], poll(5));
  expect(rows.map(({ member }) => member)).toEqual([
    `[5,"4.1","2",8,9,${NOW},true,"1.5"]`,
    `[6,"4.1","2",8,9,${NOW},true,null]`,
  ]);
});

describe('the listings', () => {
  const listed = (symbol: string, status: string, more: object = {}) => ({
    ...{ symbol, status, pair: symbol.split('_')[0], contractType: 'PERPETUAL', deliveryDate: 4_133_404_800_000 },
    ...{
      onboardDate: 1_569_398_400_000,
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      marginAsset: 'USDT',
      underlyingType: 'COIN',
      filters: [],
    },
    ...more,
  });
  const limits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 }];
  const answer = {
    rateLimits: limits,
    symbols: [
      listed('BTCUSDT', 'TRADING'),
      listed('BTCUSDT_260925', 'DELIVERED', { contractType: 'CURRENT_QUARTER', deliveryDate: 1_790_323_200_000 }),
      listed('TSLAUSDT', 'TRADING', { contractType: 'TRADIFI_PERPETUAL' }),
      listed('NEWUSDT', 'PENDING_TRADING'),
    ],
  };
  const facts = (symbols: readonly string[], data: object = answer) =>
    pairInfo().facts?.({ data, text: JSON.stringify(data), path: 'test' }, { ...poll(null), pairs: symbols });

  it('tell the status of those that were asked for, the limit, and who is not listed', () => {
    expect(facts(['BTCUSDT', 'BTCUSDT_260925', 'GONEUSDT'])).toEqual({
      limits: { weight: 2400, windowMs: 60_000, window: 'fixed' },
      statuses: new Map([
        ['BTCUSDT', 'TRADING'],
        ['BTCUSDT_260925', 'DELIVERED'],
      ]),
      unlisted: ['GONEUSDT'],
    });
  });

  it('unlist nobody where a row cannot be read', () => {
    expect(facts(['GONEUSDT'], { ...answer, symbols: [...answer.symbols, { symbol: 7 }] })?.unlisted).toEqual([]);
    expect(facts(['GONEUSDT'], { ...answer, symbols: [] })?.unlisted).toEqual([]);
  });
});
