import { createSchedule, type Schedule } from '../../collectors/schedule.ts';
import { percentile } from '../../rig/figures.ts';
import { eventually } from '../eventually.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RealDate = Date;
let schedule: Schedule | undefined;
let restarts: string[];

beforeEach(() => {
  restarts = [];
  schedule = createSchedule((why) => restarts.push(why));
});
afterEach(async () => {
  global.Date = RealDate;
  await schedule?.stop();
});

/** Sets the wall clock, as an operator or NTP may; timers and the monotonic clock go on. */
function setWallClock(stepMs: number): void {
  global.Date = class extends RealDate {
    constructor(...args: [] | [number | string]) {
      super(...((args.length === 0 ? [RealDate.now() + stepMs] : args) as [number]));
    }
    static override now(): number {
      return RealDate.now() + stepMs;
    }
  } as DateConstructor;
}

it('ticks once a second, each listener at its own part of it', async () => {
  const ticks: { early: number[]; late: number[] } = { early: [], late: [] };
  schedule?.eachSecond(() => ticks.early.push(performance.now()));
  schedule?.eachSecond(
    () => ticks.late.push(performance.now()),
    () => 0.5,
  );
  await eventually(() => ticks.late.length >= 4);
  const gaps = ticks.early.slice(1).map((at, index) => at - (ticks.early[index] ?? 0));
  const phases = ticks.late.map((at, index) => at - (ticks.early[index] ?? 0));
  // The median: on a busy machine any of them may come late.
  expect(Math.abs(percentile(gaps, 0.5) - 1_000)).toBeLessThan(150);
  expect(Math.abs(percentile(phases, 0.5) - 500)).toBeLessThan(150);
  expect(restarts).toEqual([]);
});

it.each([-HOUR, DAY])('goes on within seconds when the wall clock is set by %i ms', async (step) => {
  const ticks: number[] = [];
  schedule?.eachSecond(() => ticks.push(performance.now()));
  await eventually(() => ticks.length >= 2);
  setWallClock(step);
  const setAt = performance.now();
  await eventually(() => ticks.filter((at) => at > setAt).length >= 4);
  const gaps = ticks.slice(1).map((at, index) => at - (ticks[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(5_000);
  expect(restarts).toEqual([expect.stringMatching(/^the wall clock was set by -?\d+ ms, or the machine slept$/)]);
});
