import { machine, monotonicMs } from '../../../runtime/machine.ts';
import { betterOf, type ClockMeasurement, createExchangeClock, measureClock } from '../../../store/market/clock.ts';

const HOUR = 3_600_000;
let wall = 0;
let monotonic = 0;
const clock = () =>
  createExchangeClock(
    () => monotonic,
    () => wall,
  );
const measured = (more: Partial<ClockMeasurement> = {}): ClockMeasurement => ({
  minusMonotonic: 1_790_000_000_000,
  minusWall: 250,
  uncertainty: 3,
  at: 1_790_000_005_000,
  boot: machine.boot,
  host: machine.id,
  ...more,
});

beforeEach(() => {
  wall = 1_790_000_000_000;
  monotonic = 5_000;
});

it('is unknown until it is measured', () => {
  const fresh = clock();
  expect(fresh.isMeasured()).toBe(false);
  expect(fresh.now()).toBeNaN();
  expect(fresh.uncertainty()).toBe(Number.POSITIVE_INFINITY);
});

it.each([HOUR, -HOUR])('does not move when the wall clock is set by %i ms', (step) => {
  const running = clock();
  running.adopt(measured());
  const before = running.now();
  wall += step;
  monotonic += 1_000;
  expect(running.now()).toBe(before + 1_000);
});

it('goes by the wall clock where another machine has measured', () => {
  const elsewhere = clock();
  elsewhere.adopt(measured({ boot: 'other', host: 'other' }));
  expect(elsewhere.now()).toBe(wall + 250);
});

it('ignores what this machine measured before it was started again', () => {
  const rebooted = clock();
  rebooted.adopt(measured({ boot: 'before' }));
  expect(rebooted.isMeasured()).toBe(false);
});

it('is the less certain the older its measurement: 100 ppm of the time since', () => {
  const running = clock();
  running.adopt(measured());
  expect(running.uncertainty()).toBe(3);
  monotonic += HOUR;
  expect(running.uncertainty()).toBeCloseTo(3 + 360, 6);
  const elsewhere = clock();
  elsewhere.adopt(measured({ boot: 'other', host: 'other', at: wall + 250 }));
  wall += 60_000;
  expect(elsewhere.uncertainty()).toBeCloseTo(3 + 6, 6);
});

it('says what the wall clock says while it is not measured', () => {
  const fresh = clock();
  expect(fresh.nowOrWall()).toBe(wall);
  fresh.adopt(measured());
  expect(fresh.nowOrWall()).toBe(fresh.now());
});

it('takes the middle of the round trip for the moment of the answer', () => {
  const sentAt = monotonicMs();
  const { minusMonotonic, uncertainty, at } = measureClock(1_790_000_000_000, sentAt, sentAt + 80);
  expect(minusMonotonic + sentAt + 40).toBeCloseTo(1_790_000_000_000.5, 3);
  expect(uncertainty).toBe(40.5);
  expect(at).toBe(1_790_000_000_000.5);
});

it('of an exchange that tells whole seconds takes the middle of one, and is no surer than that', () => {
  const sentAt = monotonicMs();
  const { minusMonotonic, uncertainty, at } = measureClock(1_790_000_000_000, sentAt, sentAt + 80, 1_000);
  expect(minusMonotonic + sentAt + 40).toBeCloseTo(1_790_000_000_500, 3);
  expect(uncertainty).toBe(540);
  expect(at).toBe(1_790_000_000_500);
});

describe('of two measurements', () => {
  const older = measured();
  const later = (ms: number, offBy: number, uncertainty: number, more: Partial<ClockMeasurement> = {}) =>
    measured({
      minusMonotonic: older.minusMonotonic + offBy,
      minusWall: older.minusWall + offBy,
      at: older.at + ms,
      uncertainty,
      ...more,
    });

  it('the more certain one counts, the older with what it may have drifted since', () => {
    expect(betterOf(older, later(60_000, 900, 1_000))).toEqual(older);
    // 3 + 6 ms by now.
    expect(betterOf(older, later(60_000, 1, 9.1))).toEqual(older);
    const asCertain = later(60_000, 1, 9);
    expect(betterOf(older, asCertain)).toBe(asCertain);
  });

  it('the newer one counts where both cannot be right', () => {
    const [within, beyond] = [later(60_000, -1_009, 1_000), later(60_000, -1_010, 1_000)];
    expect(betterOf(older, within)).toEqual(older);
    expect(betterOf(older, beyond)).toBe(beyond);
    const setBack = later(-HOUR, -HOUR, 80);
    expect(betterOf(older, setBack)).toBe(setBack);
  });

  it('the newer one tells how the wall clock was set, also where the older one counts', () => {
    const set = later(60_000, 0, 1_000, { minusWall: older.minusWall + HOUR });
    expect(betterOf(older, set)).toEqual({ ...older, minusWall: older.minusWall + HOUR });
  });

  it('the newer one counts after a reboot', () => {
    const rebooted = later(60_000, 0, 500, { boot: 'after' });
    expect(betterOf(older, rebooted)).toBe(rebooted);
  });
});
