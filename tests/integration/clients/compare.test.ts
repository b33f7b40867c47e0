import { compare } from './compare.ts';

/** The comparison with which the clients' answers are judged can fail. */

const NOW = 1_790_000_100_000;
const trade = (id: number, price = '10.50') => ({ id, price, qty: '1.0', time: NOW - 100_000 + id });
const trades = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => trade(from + index));
const ticker = (closeTime: number, price = '1.0') => ({ symbol: 'AB', price, closeTime });
const book = (lastUpdateId: number, levels = 1) => ({
  lastUpdateId,
  bids: Array(levels).fill(['1.0', '2.0']),
  asks: [],
});

const right = {
  rows: { before: trades(1, 10), ours: trades(2, 11), after: trades(3, 12), now: NOW },
  live: { before: ticker(NOW - 9), ours: ticker(NOW - 5), after: ticker(NOW - 1), now: NOW },
  same: { before: [], ours: { a: 1, serverTime: 1 }, after: { a: 1, serverTime: 2 }, now: NOW },
};

it('right answers pass', () => {
  for (const kind of ['rows', 'live', 'same'] as const) expect(() => compare[kind](right[kind])).not.toThrow();
});

it.each([
  ['a row is missing', 'rows', trades(2, 11).toSpliced(4, 1)],
  ['a digit is another one', 'rows', trades(2, 11).with(4, trade(6, '10.51'))],
  ['a row comes twice', 'rows', trades(2, 11).toSpliced(4, 0, trade(6))],
  ['the newest rows are missing', 'rows', trades(1, 9)],
  ['a row is from the future', 'rows', trades(2, 13)],
  ['rows are turned round', 'rows', trades(2, 11).toReversed()],
  ['there are no rows', 'rows', []],
  ['a number is a text', 'rows', trades(2, 11).map((row) => ({ ...row, id: String(row.id) }))],
  ['fields stand in another order', 'rows', trades(2, 11).map(({ id, ...row }) => ({ ...row, id }))],
  ['a value is older than it may be', 'live', ticker(NOW - 10)],
  ['a value is from the future', 'live', ticker(NOW)],
  ['a price is a number', 'live', { ...ticker(NOW - 5), price: 1 }],
  ['a field is missing', 'live', { symbol: 'AB', closeTime: NOW - 5 }],
  ['a list stands in place of one', 'live', [ticker(NOW - 5)]],
  ['a value is another one', 'same', { a: 2, serverTime: 1 }],
  ['a field is too many', 'same', { a: 1, b: 1, serverTime: 1 }],
] as const)('%s: %s fails', (_says, kind, ours) => {
  expect(() => compare[kind]({ ...right[kind], ours })).toThrow();
});

it.each([
  ['is older than before', book(4)],
  ['is newer than afterwards', book(10)],
])('a book that %s fails', (_says, ours) => {
  const said = { before: book(5), after: book(9), now: NOW };
  expect(() => compare.live({ ...said, ours: book(7) })).not.toThrow();
  expect(() => compare.live({ ...said, ours })).toThrow();
});
