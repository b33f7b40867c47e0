import { resolve } from 'node:path';
import { fileFaults, rowFaults, tableFaults } from '../../../../scripts/setup/tableFaults.js';

const right = { ask: 'pair', stretch: { turn: 1 } };
const candles = {
  ...right,
  stretch: { turn: 2 },
  columns: [
    ...[{ name: 'from', type: 'milliseconds' }, { name: 'to', type: 'milliseconds' }, null],
    { name: 'open', type: 'decimal', sum: 'first' },
    { name: 'volume', type: 'decimal', sum: 'total' },
    { name: 'done', type: 'boolean' },
  ],
  changes: { state: 'done', end: 'to', order: 'volume' },
};

it('the tables have none', () => {
  expect(tableFaults(resolve(__dirname, '../../../..'))).toEqual([]);
  const b = { ask: 'pairs', chunk: 2, stretch: { turn: 3 } };
  expect(rowFaults('markets/made-up.js', { a: right, b, candles })).toEqual([]);
});

it.each([
  ['no stretch', { ask: 'pair' }, 'stretch is missing'],
  [
    'a turn that another row has',
    { ask: 'pair', stretch: { turn: 7, early: { turn: 1 } } },
    'the turn 1 of stretch is that of first',
  ],
  ['no chunk', { ask: 'pairs', stretch: { turn: 2 } }, 'chunk is missing'],
  ['a chunk of single pairs', { ask: 'pair', chunk: 2, stretch: { turn: 2 } }, "chunk is only for ask: 'pairs'"],
  [
    'a type that there is not',
    { ...right, stretch: { turn: 2 }, fields: [{ name: 'open', type: 'decimals' }] },
    'open has the type decimals, which is none of integer, decimal',
  ],
  [
    'a column that does not say how it is summed up',
    { ...candles, columns: [...candles.columns, { name: 'high', type: 'decimal' }] },
    'high does not say how it is summed up',
  ],
  ['sums without an order', { ...candles, changes: { state: 'done', end: 'to' } }, 'what is summed up needs an order'],
  [
    'sums whose order is no total',
    { ...candles, changes: { ...candles.changes, order: 'open' } },
    'what is summed up needs an order',
  ],
])('a row with %s is named', (_title, row, fault) => {
  const faults = rowFaults('markets/made-up.js', { first: right, 'my-feed': row });
  expect(faults).toEqual([expect.stringContaining(`markets/made-up.js, my-feed: ${fault}`)]);
});

it.each([
  ['is missing', undefined, 'feeds/myFeed.ts is missing'],
  ['exports another name', 'export const myFeeds = 1;\n', 'feeds/myFeed.ts has to export myFeed'],
])('a row whose file %s is named', (_title, content, fault) => {
  expect(fileFaults('markets/made-up.js', 'feeds', ['my-feed'], () => content)).toEqual([
    `markets/made-up.js, my-feed: ${fault}`,
  ]);
});
