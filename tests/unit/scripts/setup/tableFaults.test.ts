import { resolve } from 'node:path';
import { fileFaults, rowFaults, tableFaults } from '../../../../scripts/setup/tableFaults.js';

const right = { ask: 'pair', stretch: { turn: 1 } };

it('the tables have none', () => {
  expect(tableFaults(resolve(__dirname, '../../../..'))).toEqual([]);
  expect(rowFaults('markets/made-up.js', { a: right, b: { ask: 'pairs', chunk: 2, stretch: { turn: 2 } } })).toEqual(
    [],
  );
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
