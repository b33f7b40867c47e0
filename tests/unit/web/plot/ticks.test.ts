import { ticksOf } from '../../../../web/figures/plot/ticks.ts';

it.each([
  [0, 10, 5, 2, [0, 2, 4, 6, 8, 10]],
  [0, 1.05, 4, 0.5, [0, 0.5, 1]],
  [99.2, 100.9, 8, 0.25, [99.25, 99.5, 99.75, 100, 100.25, 100.5, 100.75]],
  [0, 9e-8, 3, 5e-8, [0, 5e-8]],
  [0, 4.2e9, 4, 2e9, [0, 2e9, 4e9]],
])('numbers from %s to %s with room for %s stand %s apart', (from, to, most, step, values) => {
  const ticks = ticksOf(from, to, most);
  expect(ticks.step).toBeCloseTo(step, 12);
  expect(ticks.values).toHaveLength(values.length);
  for (const [index, value] of values.entries()) expect(ticks.values[index]).toBeCloseTo(value, 12);
});

const NOON = Date.UTC(2026, 10, 27, 12) / 1_000;

it.each([
  [20, 6, 5, [0, 5, 10, 15, 20]],
  [100, 4, 30, [0, 30, 60, 90]],
  [1_800, 4, 600, [0, 600, 1_200, 1_800]],
  [7_200, 3, 3_600, [0, 3_600, 7_200]],
  [86_400, 3, 43_200, [0, 43_200, 86_400]],
])('times over %s s with room for %s stand %s s apart', (span, most, step, values) => {
  const ticks = ticksOf(NOON, NOON + span, most, true);
  expect([ticks.step, ticks.values.map((value) => value - NOON)]).toEqual([step, values]);
});

it('times over months stand whole days apart', () => {
  const { step, values } = ticksOf(NOON, NOON + 100 * 86_400, 5, true);
  expect([step % 86_400, values.length >= 3 && values.length <= 6]).toEqual([0, true]);
});

it.each([
  [5, 5, 4],
  [0, Number.NaN, 4],
  [5, 0, 4],
  [0, Number.POSITIVE_INFINITY, 4],
])('from %s to %s there is no more than one', (from, to, most) => {
  expect(ticksOf(from, to, most)).toEqual({ step: 1, values: [from] });
});

it('never more than have room', () => {
  for (let span = 1e-9; span < 1e12; span *= 1.7) {
    for (const isTime of [false, true]) {
      const { values, step } = ticksOf(span / 3, span / 3 + span, 5, isTime);
      expect(values.length).toBeLessThanOrEqual(6);
      expect(values.every((value) => value >= span / 3 - step / 1e6 && value <= (span * 4) / 3 + step / 1e6)).toBe(
        true,
      );
    }
  }
});
