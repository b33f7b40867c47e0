import { describePlan } from '../../../../collectors/plan/describePlan.ts';
import { createPlanLog, type PlanLog } from '../../../../collectors/plan/planLog.ts';
import { configOf } from '../../../configOf.ts';
import { planFor } from '../../../planFor.ts';

const config = configOf({ pairs: ['btcusdt', 'ethusdt', 'etcusdt'], transport: 'poll' });
const planWith = (foreign: number) => planFor(config, { weightPerMinute: 6000 }, foreign);
let now = 0;
let lines: string[];
let planLog: PlanLog;
const levels = () =>
  lines.filter((line) => line.includes('level')).map((line) => line.replace(/:.*level (\d).*/, ' $1'));

beforeEach(() => {
  now = 1_000_000;
  lines = [];
  planLog = createPlanLog({ info: (line) => void lines.push(line) }, () => now);
  planLog.show(planWith(0));
});

it('tells the whole table at start, and the first change at once', () => {
  expect(lines).toEqual(describePlan(planWith(0)).map((line) => `plan: ${line}`));
  planLog.changed(planWith(2000));
  expect(levels()).toEqual(['plan 1', 'plan 2']);
});

it('of more changes within a minute tells the last, when the minute is over', () => {
  for (const foreign of [2000, 2900, 3300]) planLog.changed(planWith(foreign));
  now += 59_000;
  planLog.tick();
  expect(levels()).toEqual(['plan 1', 'plan 2']);
  now += 1_000;
  planLog.tick();
  planLog.tick();
  expect(levels()).toEqual(['plan 1', 'plan 2', 'plan 4']);
});

it('keeps quiet about a change that is taken back within the minute', () => {
  planLog.changed(planWith(2000));
  planLog.changed(planWith(2900));
  planLog.changed(planWith(2000));
  now += 60_000;
  planLog.tick();
  expect(levels()).toEqual(['plan 1', 'plan 2']);
});
