import { klines } from '../../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../../exchanges/binance/spot/feeds/trades.ts';
import { configOf } from '../../../configOf.ts';
import { judgedRows } from '../../../judged.ts';

const agg = trades(configOf({ pairs: ['btcusdt'] }).feeds.trades);
const raw = trades(configOf({ pairs: ['btcusdt'], feeds: { trades: { source: 'trades' } } }).feeds.trades);
const minutes = klines(configOf({ pairs: ['btcusdt'] }), 1);
const NOW = 1_790_000_101_000;
const poll = { pairs: ['BTCUSDT'], asOf: NOW, uncertainty: 1 };

const trade = (a: number, fields: object = {}) => ({
  a,
  p: '10',
  q: '1',
  f: a,
  l: a,
  T: NOW - 5000,
  m: false,
  ...fields,
});
const tradesOf = (ids: number[]) => ids.map((id) => trade(id));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const judged = (rows: unknown[]) => {
  const { rows: good, bad, badLast } = judgedRows(agg, rows, poll);
  return { good: good.map(({ score }) => score), bad: bad.map(({ score }) => score), last: badLast?.score };
};

it.each([
  ['with a quantity of zero', { q: '0.00000000' }],
  ['with a price that is null', { p: null }],
  ['with a time in microseconds', { T: NOW * 1000 }],
  ['from the future', { T: NOW + 90_000_000 }],
  ['with an id that is text', { a: '12' }],
  ['that is no object', null],
])('a trade %s is left out, its neighbours are not', (_name, fields) => {
  const bad = fields === null ? null : trade(12, fields);
  expect(judged([trade(11), bad, trade(13)])).toEqual({ good: [11, 13], bad: [12], last: undefined });
});

it.each([
  ['the same one', {}, { good: [11, 12, 13], bad: [null] }],
  ['another one, which leaves open which is right', { p: '11' }, { good: [11, 13], bad: [12, null] }],
])('a trade comes twice, the second time %s', (_name, fields, expected) => {
  expect(judged([trade(11), trade(12), trade(12, fields), trade(13)])).toMatchObject(expected);
});

it('trades out of order are left out, in the place they should have had', () => {
  expect(judged(tradesOf([11, 12, 15, 13, 14, 16]))).toMatchObject({ good: [11, 12, 13, 14, 16], bad: [15] });
  expect(judged(tradesOf([11, 12, 14, 13, 15, 16]))).toMatchObject({ good: [11, 12, 13, 15, 16], bad: [14] });
  expect(judged(tradesOf([11, 12, 14, 15, 9, 16]))).toMatchObject({ good: [11, 12, 14, 15, 16], bad: [null] });
});

it('one that stands too early is the newest: the last row does not tell which that is', () => {
  expect(judged(tradesOf([11, 12, 14, 13]))).toEqual({ good: [11, 12, 13], bad: [14], last: 14 });
  expect(judged(tradesOf([15, 11, 12, 13]))).toMatchObject({ good: [11, 12, 13], last: undefined });
});

it('a last row that only repeats another one, or belongs further to the front, leaves nothing open', () => {
  expect(judged(tradesOf([11, 13, 14, 12]))).toEqual({ good: [11, 13, 14], bad: [12], last: undefined });
  expect(judged(tradesOf([11, 12, 13, 11]))).toEqual({ good: [11, 12, 13], bad: [null], last: undefined });
  expect(judged(tradesOf([11, 12, 13, 5]))).toMatchObject({ good: [11, 12, 13], last: 14 });
  expect(judged([trade(11), trade(12), trade(12)])).toEqual({ good: [11, 12], bad: [null], last: undefined });
  expect(judged([trade(11), trade(12), trade(12, { q: '7' })])).toMatchObject({ good: [11], last: expect.anything() });
});

it.each([
  ['at the end', [...range(100, 141), 9e15]],
  ['in the middle', [...range(100, 120), 9e15, ...range(122, 141)]],
  ['at the beginning', [5e15, ...range(101, 141)]],
])('an id far from all others %s tears no hole', (_name, ids) => {
  expect(Math.max(...judged(tradesOf(ids)).good)).toBe(141);
});

it('a hole of the exchange itself is none of that', () => {
  expect(judged(tradesOf([...range(1, 10), ...range(500, 510)])).bad).toEqual([]);
});

it('a bad last row leaves open which is the newest', () => {
  expect(judged([trade(11), trade(12, { q: '0' })])).toEqual({ good: [11], bad: [12], last: 12 });
});

it.each([
  ['all rows are bad', [trade(11, { q: '0' }), null], /must match pattern/],
  ['the rows are turned round', tradesOf([14, 13, 12, 11]), /out of order/],
])('a payload in which %s is refused as a whole', (_name, rows, reason) => {
  expect(() => judged(rows)).toThrow(reason);
});

it('judges raw trades and candles alike', () => {
  const row = (id: number, qty = '1') => ({ id, price: '10', qty, time: NOW - 5000, isBuyerMaker: true });
  expect(judgedRows(raw, [row(1), row(2, '0.0'), row(3)], poll)).toMatchObject({ bad: [{ score: 2 }], count: 3 });

  const open = 1_790_000_040_000;
  const candle = (index: number, high = '11') => [
    open + index * 60_000,
    '10',
    high,
    '9',
    '10.5',
    '120',
    open + index * 60_000 + 59_999,
    '1',
    4,
    '6',
    '6',
    '0',
  ];
  const { rows, bad } = judgedRows(minutes, [candle(-2), candle(-1, '8'), candle(0), candle(1)], poll);
  expect(bad).toMatchObject([{ score: open - 60_000 }]);
  expect(rows.map(({ member }) => JSON.parse(member).at(-1))).toEqual([2, 2, 1]);
});

it('a candle from the future is wrong where it leaves others out, and not where only the clock may be off', () => {
  const open = 1_790_000_040_000;
  const candle = (index: number) => [
    ...[open + index * 60_000, '10', '11', '9', '10.5', '120', open + index * 60_000 + 59_999],
    ...['1', 4, '6', '6', '0'],
  ];
  const scoresOf = (indices: number[]) => {
    const { rows, bad, badLast } = judgedRows(minutes, indices.map(candle), poll);
    const indexOf = ({ score }: { score: number | null }) => ((score ?? 0) - open) / 60_000;
    return { good: rows.map(indexOf), bad: bad.map(indexOf), last: badLast && indexOf(badLast) };
  };
  expect(scoresOf([-1, 0, 61])).toEqual({ good: [-1, 0], bad: [1], last: 1 });
  expect(scoresOf([59, 60, 61])).toEqual({ good: [59, 60, 61], bad: [], last: null });
  expect(scoresOf([-100, -9, 1])).toMatchObject({ good: [-100, -9, 1], bad: [] });
});
