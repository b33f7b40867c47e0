import {
  type ClosesTold,
  closesColumns,
  closesIn,
  closesRows,
  closesText,
  whyNoCloses,
} from '../../../../web/figures/analytics/closes.ts';

const T0 = Date.UTC(2026, 10, 27, 12);
const told: ClosesTold = {
  asOf: T0 + 200_000,
  closes: [
    { time: T0, stream: '10.5', rest: '10.50' },
    { time: T0 + 60_000, stream: null, rest: '10.6' },
    { time: T0 + 120_000, stream: '10.7', rest: '10.8' },
  ],
  statistics: {
    ...{ rows: 3, matched: 2, equal: 1, unequal: 1, largestDifference: { absolute: '0.1', at: T0 + 120_000 } },
    highest: { stream: { close: '10.7', at: T0 + 120_000 }, rest: { close: '10.8', at: T0 + 120_000 } },
    lowest: { stream: { close: '10.5', at: T0 }, rest: null },
    mean: { stream: '10.6', rest: null },
  },
};

test('what is drawn has a hole where the stream told nothing', () => {
  expect(closesColumns(told)).toEqual([
    [T0 / 1_000, T0 / 1_000 + 60, T0 / 1_000 + 120],
    [10.5, null, 10.7],
    [10.5, 10.6, 10.8],
  ]);
  expect(closesColumns({ ...told, closes: [] })).toEqual([]);
});

test('a sentence says how many differ', () => {
  expect(closesText(told, 'utc')).toBe(
    'Closes of candles of one minute since 2026-11-27 12:00:00, over 3 min: 1 of 2 differ.',
  );
  const same = { ...told, statistics: { ...told.statistics, unequal: 0 } };
  expect(closesText(same, 'utc')).toContain('of 2 none differs.');
});

test('figures of both sides are as they were told, and what is not there is none', () => {
  expect(closesRows(told, 'utc')).toEqual([
    { name: 'highest', stream: '10.7 at 2026-11-27 12:02', rest: '10.8 at 2026-11-27 12:02' },
    { name: 'lowest', stream: '10.5 at 2026-11-27 12:00', rest: 'none' },
    { name: 'mean', stream: '10.6', rest: 'none' },
  ]);
});

test.each([null, 7, {}, { closes: [] }, { ...told, closes: [null] }, { ...told, statistics: { highest: null } }])(
  '%j is no answer',
  (body) => expect(closesIn(body)).toBeNull(),
);

test('why there are none is said', () => {
  expect(closesIn(told)).toBe(told);
  expect(whyNoCloses(false, null)).toContain('are not collected');
  expect(whyNoCloses(true, 'poll')).toContain('do not come by streams');
  for (const served of [null, 'stream']) expect(whyNoCloses(true, served)).toContain('No close was compared yet');
});
