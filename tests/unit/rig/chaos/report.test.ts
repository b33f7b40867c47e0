import { polledFigures, report, streamedFigures } from '../../../../rig/chaos/report.ts';
import type { Outcome } from '../../../../rig/chaos/runScenario.ts';

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  name: 'kill-price',
  recovery: {
    seconds: new Map([
      ['a', 0.4],
      ['b', 1.2],
    ]),
    stale: [],
  },
  fromStart: 2.5,
  lost: 0,
  wrong: 0,
  refusals: 0,
  restarts: 0,
  openGaps: 0,
  complaints: [],
  ...more,
});

it('shows a line for each fault and the figure over all', () => {
  const { lines, isRed } = report([outcome()], polledFigures);
  expect(lines[1]).toMatch(/^kill-price +0\.40 +1\.20 +2\.50 +0 +0 +0 +0 +ok$/);
  expect(lines.at(-2)).toBe('recovery over all faults and feeds: p50 0.40 s, p99 1.20 s, max 1.20 s');
  expect(isRed).toBe(false);
});

it('is red with a complaint, and says it', () => {
  const { lines, isRed } = report([outcome({ wrong: 1, complaints: ['wrong: spot:{btcusdt}:price: no'] })], []);
  expect(lines[1]).toMatch(/ 1 +0 +0 +RED$/);
  expect(lines.at(-1)).toBe('RED  kill-price: wrong: spot:{btcusdt}:price: no');
  expect(isRed).toBe(true);
});

it('is red when recovery takes longer than 5 s, the start apart', () => {
  const slow = { seconds: new Map([['a', 6]]), stale: [] };
  expect(report([outcome({ name: 'start', recovery: slow })], polledFigures).isRed).toBe(false);
  expect(report([outcome({ recovery: slow })], []).isRed).toBe(false);
  const { lines, isRed } = report([outcome({ recovery: slow })], polledFigures);
  expect(lines.at(-1)).toBe('RED  recovery takes 6.00 s (p99), more than 5 s');
  expect(isRed).toBe(true);
});

it('shows why a fault was left out', () => {
  const { lines, isRed } = report([outcome(), outcome({ name: 'disk-full', skipped: 'no small disk' })], []);
  expect(lines[2]).toMatch(/^disk-full +skipped: no small disk$/);
  expect(isRed).toBe(false);
});

it('on streams judges books apart from the rest, and not what speaks seldom', () => {
  const seconds = new Map([
    ['spot:{btcusdt}:depth', 4],
    ['spot:{btcusdt}:klines:60', 2],
    ['spot:{btcusdt}:high-low', 20],
  ]);
  const outcomes = [outcome({ recovery: { seconds, stale: [] } })];
  expect(report(outcomes, streamedFigures(30)).isRed).toBe(false);
  expect(report(outcomes, streamedFigures(3)).lines.at(-1)).toBe(
    'RED  recovery of books takes 4.00 s (p99), more than 3 s',
  );
});
