import { auditColumns, auditRowsOf, totalOf } from '../../../../web/figures/audit/auditRows.ts';
import { csvOf } from '../../../../web/figures/csv.ts';

const worker = (name: string, counters: Record<string, number>, fields: object = {}) => ({
  ...{ name, pid: 1, startedAt: Date.UTC(2026, 0, 1), state: 'active', served: 'poll', counters },
  ...fields,
});

const workers = [
  worker('price', { weight: 9 }),
  worker(
    'depth',
    { audited: 4, notComparable: 1, lostSteps: 2 },
    { served: 'stream', startedAt: Date.UTC(2026, 0, 2) },
  ),
  worker('klines-15', {}, { served: 'rollup' }),
  worker('away', {}, { state: 'absent', served: null, startedAt: null }),
  worker('klines-60', { compared: 7, differences: 1, restated: 1 }, { served: 'rollup' }),
  worker('usdm-trades', {}, { market: 'usdm', served: 'stream', startedAt: null }),
  worker('off', { audited: 1 }, { state: 'disabled' }),
];

it('lists what comes by streams or was compared, and counts the others', () => {
  const { rows, others } = auditRowsOf(workers);
  expect(rows.map(({ market, worker: name }) => `${market} ${name}`)).toEqual([
    'spot depth',
    'spot klines-15',
    'spot klines-60',
    'usdm usdm-trades',
  ]);
  expect(others).toBe(1);
  expect(totalOf(rows).counts).toEqual({
    ...{ audited: 4, notComparable: 1, mismatched: 0, compared: 7, differences: 1, restated: 1, lostSteps: 2 },
  });
  expect(totalOf(rows).since).toBe(Date.UTC(2026, 0, 1));
  expect([totalOf([]).counts.audited, totalOf([]).since]).toEqual([0, null]);
});

it('is saved with the newest mismatch', () => {
  const lastMismatch = { code: '=btc,usdt', why: 'REST says "1"', at: Date.UTC(2026, 0, 3) };
  const { rows } = auditRowsOf([worker('depth', { mismatched: 1 }, { lastMismatch }), worker('x', { audited: 2 })]);
  expect(totalOf(rows).last).toEqual(lastMismatch);
  expect(csvOf(auditColumns, rows).split('\r\n')).toEqual([
    'market,worker,served,audited,notComparable,mismatched,compared,differences,restated,lostSteps,lastMismatchPair,lastMismatchWhy,lastMismatchAt,countedSince',
    'spot,depth,poll,0,0,1,0,0,0,0,"\'=btc,usdt","REST says ""1""",2026-01-03T00:00:00.000Z,2026-01-01T00:00:00.000Z',
    'spot,x,poll,2,0,0,0,0,0,0,,,,2026-01-01T00:00:00.000Z',
    '',
  ]);
});
