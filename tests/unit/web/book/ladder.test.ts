import {
  imbalanceOf,
  ladderOf,
  largestSum,
  levelsText,
  oddityOf,
  placesIn,
  spreadOf,
} from '../../../../web/figures/book/ladder.ts';

const row = (bidPrice: unknown, bidQty: unknown, askPrice: unknown, askQty: unknown) => ({
  bidPrice,
  bidQty,
  askPrice,
  askQty,
});

const small = ladderOf([
  row('0.00000012', '1000000000.1', '0.00000013', '0.2'),
  row('0.00000011', '0.2', '0.00000014', '0.1'),
]);

it('quantities add up exactly, from the best level on', () => {
  expect(small.bids.map(({ sum }) => sum)).toEqual(['1000000000.1', '1000000000.3']);
  expect(small.asks.map(({ sum }) => sum)).toEqual(['0.2', '0.3']);
  expect(largestSum(small)).toBe(1000000000.3);
  expect(placesIn(small)).toEqual({ price: 8, qty: 1 });
});

it('the spread is exact, and in basis points of the mid', () => {
  expect(spreadOf(small)).toEqual({ width: '0.00000001', mid: '0.000000125', points: '800 bp' });
  const large = ladderOf([row('9999999.99', '1', '10000000.01', '1')]);
  expect(spreadOf(large)).toEqual({
    width: '0.02',
    mid: '10000000',
    points: 'below 0.0001 bp',
  });
  expect(spreadOf(ladderOf([row('90003.68', '1', '90003.69', '1')]))?.points).toBe('0.0011 bp');
  expect(spreadOf(ladderOf([row('100', '1', '100.02', '1')]))?.points).toBe('2.00 bp');
});

it('the imbalance is the part of the bids', () => {
  expect(imbalanceOf(ladderOf([row('1', '3', '2', '1')]))).toBe(0.75);
  expect(imbalanceOf(ladderOf([row('1', '3', null, null)]))).toBe(1);
  expect(imbalanceOf(ladderOf([]))).toBeNull();
  expect(imbalanceOf(ladderOf([row('1', '0', '2', '0')]))).toBeNull();
});

it.each([
  { rows: [], says: 'The book is empty: nobody bids and nobody asks.', spread: null },
  { rows: [row(null, null, '2', '1')], says: 'Nobody bids: the book has asks alone.', spread: null },
  { rows: [row('1', '1', null, null)], says: 'Nobody asks: the book has bids alone.', spread: null },
  {
    rows: [row('2.0', '1', '2', '1')],
    says: 'The book is locked: the best bid and the best ask are both 2.0.',
    spread: '0',
  },
  {
    rows: [row('3', '1', '2', '1')],
    says: 'The book is crossed: the best bid of 3 is above the best ask of 2.',
    spread: '-1',
  },
  { rows: [row('1', '1', '2', '1')], says: null, spread: '1' },
])('of $rows it says: $says', ({ rows, says, spread }) => {
  const ladder = ladderOf(rows);
  expect(oddityOf(ladder)).toBe(says);
  expect(spreadOf(ladder)?.width ?? null).toBe(spread);
});

it('a level that is none harms no other', () => {
  const rows = [row('x', '1', '5', '1'), row('4', undefined, '6', '<b>'), {}, row('3', '1', '7', '2'), null];
  const ladder = ladderOf(rows as never);
  expect(ladder.bids).toEqual([{ price: '3', qty: '1', sum: '1' }]);
  expect(ladder.asks.map(({ price, sum }) => [price, sum])).toEqual([
    ['5', '1'],
    ['7', '3'],
  ]);
});

it.each([
  [[row('10', '1', '11', '1')], '1 level'],
  [[row('10', '1', '11', '1'), row('9', '1', '12', '1')], '2 levels'],
  [[row('10', '1', '11', '1'), row('9', '1', null, null)], '2 and 1 levels'],
])('says how many levels there are', (rows, text) => expect(levelsText(ladderOf(rows))).toBe(text));
