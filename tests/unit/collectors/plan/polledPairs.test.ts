import { polledPairs } from '../../../../collectors/plan/polledPairs.ts';
import type { WorkerReport } from '../../../../store/reports/health.ts';

const NOW = Date.UTC(2026, 10, 19);
const well = { failures: 0, lastError: null };
const report = (name: string, pairs: object, at = NOW) => [name, { name, at, pairs } as WorkerReport] as const;

it('are counted for each worker that still reports', () => {
  const reports = new Map([
    report('klines-5', { ausdt: well, busdt: { ...well, isPolled: true }, cusdt: { ...well, isPolled: true } }),
    report('klines-60', { ausdt: well }),
    report('klines-1440', { ausdt: { ...well, isPolled: true } }, NOW - 60_000),
  ]);
  expect([...polledPairs(reports, NOW)]).toEqual([['klines-5', 2]]);
});

it('are none in a report that is damaged', () => {
  const damaged = [undefined, null, 7, { ausdt: null }, { ausdt: { isPolled: 'yes' } }];
  const reports = new Map(damaged.map((pairs, index) => report(`klines-${index}`, pairs as object)));
  expect(polledPairs(reports, NOW).size).toBe(0);
});
