import { intervalMinutes } from '../../../../markets/intervals.js';
import * as model from '../../../../model/candleTime.ts';
import { countOf, openTimeOf, pagesBelow, pagesOf, stepFrom } from '../../../../web/figures/candles/grid.ts';

const times = ['2026-03-01T00:00:00Z', '2026-11-27T12:34:56Z', '2027-01-31T23:59:59.999Z', '2028-02-29T12:00:00Z'];

test.each(intervalMinutes.flatMap((interval) => times.map((at) => ({ interval, at }))))(
  'candles of $interval minutes open on the page when they open for the collectors: $at',
  ({ interval, at }) => {
    const time = Date.parse(at);
    const open = model.openTimeOf(interval, time);
    expect(openTimeOf(interval, time)).toBe(open);
    expect(stepFrom(interval, open, 1)).toBe(model.nextOpenTime(interval, open));
    expect(stepFrom(interval, open, -1)).toBe(model.previousOpenTime(interval, open));
    const from = stepFrom(interval, open, -25);
    expect(countOf(interval, { from, to: open })).toBe(26);
    expect(model.countOf(interval, from, open)).toBe(26);
  },
);

test('months and weeks are counted by the calendar', () => {
  expect(new Date(stepFrom(43_200, Date.UTC(2026, 0, 1), -1)).toISOString()).toBe('2025-12-01T00:00:00.000Z');
  expect(new Date(openTimeOf(10_080, Date.UTC(2026, 10, 29))).toISOString()).toBe('2026-11-23T00:00:00.000Z');
});

test('pages of ten leave nothing out', () => {
  const minute = 60_000;
  expect(pagesBelow(1, 1_000 * minute, 3)).toEqual([1_000 * minute, 990 * minute, 980 * minute]);
  expect(pagesOf(1, { from: 5 * minute, to: 5 * minute })).toEqual([6 * minute]);
  expect(pagesOf(1, { from: 0, to: 10 * minute })).toEqual([11 * minute, minute]);
  expect(pagesOf(1, { from: minute, to: 0 })).toEqual([]);
});
