import { trades } from '../../../../../../exchanges/binance/spot/feeds/trades.ts';
import type { SeriesQuery } from '../../../../../../model/feed.ts';
import { configOf } from '../../../../../configOf.ts';
import { judgedRows } from '../../../../../judged.ts';

const agg = trades(configOf({ pairs: ['btcusdt'] }).feeds.trades);
const raw = trades(configOf({ pairs: ['btcusdt'], feeds: { trades: { source: 'trades' } } }).feeds.trades);
const T0 = 1_790_000_000_000;

const poll = (options: Partial<SeriesQuery> = {}): SeriesQuery => ({
  pairs: ['BTCUSDT'],
  asOf: T0,
  uncertainty: 1,
  cursor: null,
  resuming: false,
  retention: 20_000,
  ...options,
});
const aggRows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    a: from + index,
    p: '10',
    q: '1',
    f: from + index,
    l: from + index,
    T: T0 - 5000 + index,
    m: false,
  }));
const rawRows = (from: number, to: number) =>
  aggRows(from, to).map(({ a, p, q, T }) => ({ id: a, price: p, qty: q, time: T, isBuyerMaker: true }));

it('asks for the newest while nothing is stored, then from the last id on', () => {
  expect(agg.request(poll()).params).toEqual({ symbol: 'BTCUSDT', limit: 1000 });
  expect(agg.request(poll({ cursor: 41 })).params).toEqual({ symbol: 'BTCUSDT', limit: 1000, fromId: 41 });
});

it('tells the last single trade that is stored, as others tell it', () => {
  const last = (feed: typeof agg, row: object) => {
    const [{ member = '' } = {}] = feed.toRows([{ row, text: undefined }], poll());
    return feed.streamed?.by === 'rows' ? feed.streamed.lastTradeIn?.(member) : undefined;
  };
  expect(last(agg, { ...aggRows(41, 41)[0], f: 90, l: 93 })).toBe(93);
  expect(last(raw, { ...rawRows(41, 41)[0] })).toBe(41);
});

it('goes on while full pages come', () => {
  expect(agg.hasMore(poll({ cursor: 41 }), 1000)).toBe(true);
});

it('is done with a page that is not full', () => {
  expect(agg.hasMore(poll({ cursor: 41 }), 999)).toBe(false);
});

describe('after a restart', () => {
  const resuming = { cursor: 41, resuming: true };
  it('looks at the newest first', () => {
    expect(agg.request(poll(resuming)).params).not.toHaveProperty('fromId');
  });
  it('is done with a page of them: what lies between is a gap', () => {
    expect(agg.hasMore(poll(resuming), 1000)).toBe(false);
  });
});

it.each([
  ['aggTrades', agg],
  ['trades', raw],
])('%s: pages of older ones come with a neighbour', (_name, { older: { between, history }, scores }) => {
  const page = { symbol: 'BTCUSDT', limit: 1000 };
  expect(between(poll(), scores.pageStart(5000), 5000).params).toEqual({ ...page, fromId: 4002 });
  expect(history(poll(), 5000).params).toEqual({ ...page, fromId: 4001 });
  expect(history(poll(), 500).params).toEqual({ ...page, fromId: 0 });
});

it('both sources store the same columns', () => {
  expect(judgedRows(agg, aggRows(7, 7), poll()).rows[0]?.member).toBe(`[7,"10","1",7,7,${T0 - 5000},false]`);
  expect(judgedRows(raw, rawRows(7, 7), poll()).rows[0]?.member).toBe(`[7,"10","1",7,7,${T0 - 5000},true]`);
});
