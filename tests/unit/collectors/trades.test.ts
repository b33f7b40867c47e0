import type { SeriesPoll } from '../../../collectors/feed.ts';
import { trades } from '../../../collectors/feeds/trades.ts';
import { configOf } from '../../configOf.ts';

const agg = trades(configOf({ pairs: ['btcusdt'] }));
const raw = trades(configOf({ pairs: ['btcusdt'], feeds: { trades: { source: 'trades' } } }));
const T0 = 1_790_000_000_000;

const poll = (options: Partial<SeriesPoll> = {}): SeriesPoll => ({
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
const ids = (rows: readonly { score: number }[]) => [rows[0]?.score, rows.at(-1)?.score];

it('asks for the newest while nothing is stored, then from the last id on', () => {
  expect(agg.request(poll()).params).toEqual({ symbol: 'BTCUSDT', limit: 1000 });
  expect(agg.request(poll({ cursor: 41 })).params).toEqual({ symbol: 'BTCUSDT', limit: 1000, fromId: 42 });
});

it('goes on while full pages come', () => {
  const step = agg.parse(aggRows(42, 1041), poll({ cursor: 41 }));
  expect(ids(step.rows)).toEqual([42, 1041]);
  expect(step.again).toEqual({ cursor: 1041 });
});

it('is done with a page that is not full', () => {
  expect(agg.parse(aggRows(42, 50), poll({ cursor: 41 })).again).toBeUndefined();
});

describe('after a restart', () => {
  const resuming = { cursor: 41, resuming: true };
  it('looks at the newest first', () => {
    expect(agg.request(poll(resuming)).params).not.toHaveProperty('fromId');
  });
  it('takes them when they reach down to the stored ones', () => {
    const step = agg.parse(aggRows(30, 60), poll(resuming));
    expect(ids(step.rows)).toEqual([30, 60]);
    expect(step.again).toBeUndefined();
  });
  it('takes them when they do not, too: what lies between is a gap', () => {
    const step = agg.parse(aggRows(2000, 2999), poll(resuming));
    expect(ids(step.rows)).toEqual([2000, 2999]);
    expect(step.again).toBeUndefined();
  });
});

it('refuses trades out of order', () => {
  expect(() => agg.parse([...aggRows(2, 2), ...aggRows(1, 1)], poll())).toThrow(/out of order/);
});

it.each([
  ['aggTrades', agg],
  ['trades', raw],
])('%s: a page between two ids', (_name, { between, scores }) => {
  expect(between(poll(), scores.pageStart(5000), 5000).params).toEqual({
    symbol: 'BTCUSDT',
    limit: 1000,
    fromId: 4001,
  });
});

it('both sources store the same columns', () => {
  expect(agg.parse(aggRows(7, 7), poll()).rows[0]?.member).toBe(`[7,"10","1",7,7,${T0 - 5000},false]`);
  expect(raw.parse(rawRows(7, 7), poll()).rows[0]?.member).toBe(`[7,"10","1",7,7,${T0 - 5000},true]`);
});
