import { confirmPeriod } from '../../../../collectors/plan/entry.ts';
import { isSamePlan, plan, STRETCHED_SHARE } from '../../../../collectors/plan/plan.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import type { Column } from '../../../../markets/market.js';
import { planFor } from '../../../planFor.ts';
import { candles, collectors, configWith, limits, periodsOf, planOf, type Settings, servedOf } from './spotPlans.ts';

describe('level 2', () => {
  it.each([4, 5, 6, 7])('serves %i pairs each second: 674 a pair and 600', (count) => {
    const made = planOf(count);
    expect(made.level).toBe(2);
    expect(made.weightPerMinute).toBeCloseTo(count * 674 + 600 + 1 + (2 * 20) / 60);
    expect(periodsOf(made)).toEqual([1, 3600, ...Array(12).fill(1)]);
    expect(servedOf(made)).toEqual({
      ...Object.fromEntries(candles.map((name) => [name, 'rollup'])),
      'klines-1': 'poll',
    });
    expect(made.collectors.get('klines-60')?.weightPerMinute).toBe(2 * count);
  });

  it('makes room for what others on the same address spend', () => {
    const made = planOf(3, {}, 2000);
    expect([made.level, made.budget, made.foreign]).toEqual([2, 3400, 2000]);
  });

  it.each([
    [[5, 15, 1440, 43200], { 5: 'poll', 15: 'rollup', 1440: 'rollup', 43200: 'rollup' }],
    [[1440, 10080, 43200], { 1440: 'poll', 10080: 'rollup', 43200: 'rollup' }],
    // A week divides no month.
    [[10080, 43200], { 10080: 'poll', 43200: 'poll' }],
    [[43200], { 43200: 'poll' }],
  ])('of %j rolls up what the shortest divides', (intervals, served) => {
    const made = planOf(1, { klines: { intervals, mode: 'rollup' } });
    expect(made.level).toBe(Object.values(served).includes('rollup') ? 2 : 1);
    for (const [interval, how] of Object.entries(served)) {
      expect(made.collectors.get(`klines-${interval}`)?.served).toBe(how);
    }
  });

  it('confirms each minute, or each period where that is longer', () => {
    const made = planOf(7, { feeds: { klines: { everySeconds: 300 } }, klines: { mode: 'rollup' } });
    const planned = made.collectors.get('klines-5');
    expect(planned).toMatchObject({ period: 300, served: 'rollup', polledPairs: 0, weightPerMinute: (2 * 7) / 5 });
    expect(confirmPeriod({ period: 300 })).toBe(300);
    expect(confirmPeriod({ period: 1 })).toBe(60);
  });
});

describe('pairs whose candles cannot be rolled up for now', () => {
  const polled = new Map([['klines-43200', 1]]);
  const planned = (count: number, more: Settings = {}) => planFor(configWith(count, more), limits, 0, polled);

  it('are planned as polled each period, the others as confirmed', () => {
    const made = planned(4);
    expect(made.level).toBe(2);
    expect(made.collectors.get('klines-43200')).toMatchObject({
      period: 1,
      served: 'rollup',
      polledPairs: 1,
      weightPerMinute: 3 * 2 + 120,
    });
    expect(made.weightPerMinute).toBeCloseTo(planOf(4).weightPerMinute + 118);
    expect(isSamePlan(made, planOf(4))).toBe(false);
  });

  it('stretch what is stretched first where they do not fit', () => {
    const made = planned(7);
    expect(made.level).toBe(4);
    expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget * STRETCHED_SHARE);
    expect(periodsOf(made)).toEqual([2, 3600, ...Array(12).fill(1)]);
  });

  it('change nothing where all is polled, and are never more than there are', () => {
    expect(planned(3)).toEqual(planOf(3));
    const all = planFor(configWith(4, { klines: { mode: 'rollup' } }), limits, 0, new Map([['klines-5', 9]]));
    expect(all.collectors.get('klines-5')).toMatchObject({ polledPairs: 4, weightPerMinute: 4 * 120 });
  });
});

describe('klines.mode', () => {
  it.each([3, 7, 50])('poll never rolls up, with %i pairs', (count) => {
    const made = planOf(count, { klines: { mode: 'poll' } });
    expect(made.level).toBe(count === 3 ? 1 : 4);
    expect(Object.values(servedOf(made)).every((served) => served === 'poll')).toBe(true);
  });

  it.each([1, 7, 50])('rollup always rolls up, with %i pairs', (count) => {
    const made = planOf(count, { klines: { mode: 'rollup' } });
    expect(made.level).toBe(count === 50 ? 4 : 2);
    expect(Object.values(servedOf(made)).filter((served) => served === 'rollup')).toHaveLength(candles.length - 1);
  });
});

it.each(['auto', 'rollup'])('candles that their table does not have summed up are polled: %s', (mode) => {
  const config = configWith(5, { klines: { mode } });
  const given = collectors.map((collector) => {
    const { row } = collector;
    if (row.shape !== 'series') return collector;
    const columns = row.columns.map((column) => {
      const { sum: _, ...other } = column ?? {};
      return column && (other as Column);
    });
    return { ...collector, row: { ...row, columns } };
  });
  const made = plan({ collectors: given, listings: 'pair-info', config, share: 0.9, connector: binanceSpot }, limits);
  expect(made.level).toBe(4);
  expect(new Set(Object.values(servedOf(made)))).toEqual(new Set(['poll']));
  expect(servedOf(planFor(config, limits))).toMatchObject({ 'klines-5': 'rollup' });
});
