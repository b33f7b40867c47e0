import type { SeriesRow } from '../../../markets/market.js';
import { rowOf } from '../../../markets/markets.js';
import { exportTableOf } from '../../../scripts/export/exportTable.ts';
import { spanOf, timeOf } from '../../../scripts/export/timeArguments.ts';

const table = exportTableOf(rowOf('usdm', 'klines-premium') as SeriesRow);
const member = (close: unknown, state: unknown = 2): string =>
  JSON.stringify([60_000, '0.1', '0.2', '-0.1', close, 119_999, state]);

test.each(['0', '-0.00015', '12', '123456789012345678901234567890.12345678'])('%s is a decimal', (close) => {
  expect(table.rowOf('btcusdt', member(close))).toMatchObject({ time: 60_000, isForming: false });
});

test.each(['', '-', '.', '1.', '.5', '1.2.3', '1e5', '--1', '1,2', ' 1', 'NaN', 1, null, true])(
  '%p is none',
  (close) => {
    expect(table.rowOf('btcusdt', member(close))).toBeNull();
  },
);

test('a row that is not final says so, one in a state that there is not is none', () => {
  expect(table.rowOf('btcusdt', member('1', 1))).toMatchObject({ isForming: true });
  expect(table.rowOf('btcusdt', member('1', 0))?.row.at(-1)).toBe(false);
  expect(table.rowOf('btcusdt', member('1', 3))).toBeNull();
});

test.each(['', '[', '{}', 'null', '[1]', '[60000,"0.1"]'])('%p is no row', (text) => {
  expect(table.rowOf('btcusdt', text)).toBeNull();
});

test('times are read as UTC, spans by their units', () => {
  expect(timeOf('from', '2026-01-31')).toBe(Date.UTC(2026, 0, 31));
  expect(timeOf('from', '2026-01-31 12:30')).toBe(Date.UTC(2026, 0, 31, 12, 30));
  expect(timeOf('from', '2026-01-31T12:30:00+02:00')).toBe(Date.UTC(2026, 0, 31, 10, 30));
  expect(timeOf('from', '1700000000000')).toBe(1_700_000_000_000);
  expect([spanOf('last', '1 hour'), spanOf('last', '90m'), spanOf('last', '2 weeks')]).toEqual([
    3_600_000, 5_400_000, 1_209_600_000,
  ]);
});
