import type { FeedRow } from '../../../markets/market.js';
import { collectorsOf, rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';

const collectors = collectorsOf('spot');

const klines = rowOf('spot', 'klines');

/** Candles of another exchange, with columns of these names. */
function candlesOf(names: readonly (string | null)[], order?: string): FeedRow {
  const columns = names.map((name) => (name === null ? null : ({ name, type: 'text', says: '' } as const)));
  const changes = { state: 'final', end: 'closeTime', ...(order !== undefined && { order }) };
  return { ...klines, shape: 'series', columns, changes } as FeedRow;
}

it('candles have their state, end and order where the table says', () => {
  expect(rowLayoutOf(klines)).toEqual({ kinds: ['candles'], state: 13, end: 7, order: 9 });
});

it('trades never change', () => {
  expect(rowLayoutOf(rowOf('spot', 'trades'))).toEqual({ kinds: ['aggTrades', 'trades'], state: 0, end: 0, order: 0 });
});

it('other columns lie elsewhere', () => {
  const names = ['openTime', 'final', null, 'closeTime', 'volume'];
  expect(rowLayoutOf(candlesOf(names, 'volume'))).toEqual({ kinds: ['candles'], state: 2, end: 4, order: 5 });
  expect(rowLayoutOf(candlesOf(names))).toEqual({ kinds: ['candles'], state: 2, end: 4, order: 0 });
});

it('what is none of the columns is refused', () => {
  const names = ['openTime', 'closeTime', 'final'];
  expect(() => rowLayoutOf(candlesOf(names, 'tradeCount'))).toThrow('rows have no column tradeCount');
  for (const { row } of collectors) expect(() => rowLayoutOf(row)).not.toThrow();
});
