import fc from 'fast-check';
import { timeShift } from '../../../../simulator/replay/timeShift.ts';
import { DAY, HOUR, MINUTE, WEEK } from '../../../../simulator/trading/calendar.ts';

const START = Date.UTC(2021, 6, 1, 15, 42);
const always = () => true;

describe('the time shift of a recording', () => {
  it.each([
    ['two weeks long: whole weeks', 14 * DAY, START + 200 * DAY + 5 * HOUR, WEEK],
    ['exactly one week long: whole weeks', 7 * DAY, START + 3 * DAY + 1, WEEK],
    ['three days long, on another weekday: whole days', 3 * DAY, START + 200 * WEEK + 5 * DAY, DAY],
    ['three days long, on a fitting weekday: whole weeks', 3 * DAY, START + 200 * WEEK + DAY, WEEK],
    ['two hours long, at another time of day: minutes', 2 * HOUR, START + 200 * WEEK + 12 * HOUR + 30_001, MINUTE],
    ['later than now: moved back', 14 * DAY, START - 500 * DAY, WEEK],
  ])('%s', (_title, length, now, unit) => {
    const shift = timeShift(START, START + length, now, always);
    expect(Math.abs(shift % unit)).toBe(0);
    const coarser = unit === MINUTE ? DAY : WEEK;
    if (unit !== WEEK) expect(shift % coarser).not.toBe(0);
    expect(now - shift).toBeGreaterThanOrEqual(START);
    expect(now - shift).toBeLessThan(START + length);
  });

  it('puts now inside whatever the recording and the moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) }),
        (minutes, now) => {
          const end = START + minutes * MINUTE;
          const shift = timeShift(START, end, now, always);
          expect(shift % MINUTE === 0 && now - shift >= START && now - shift < end).toBe(true);
        },
      ),
    );
  });

  it('takes, of several ways, the one with now nearest the middle', () => {
    const now = START + 100 * WEEK + 3 * DAY;
    expect(now - timeShift(START, START + 61 * DAY, now, always) - START).toBe(31 * DAY);
  });

  it('avoids an outage where another week does', () => {
    const now = START + 100 * WEEK + 3 * DAY;
    const outage = START + 31 * DAY;
    const shift = timeShift(START, START + 61 * DAY, now, (time) => Math.abs(time - outage) > HOUR);
    expect([24 * DAY, 38 * DAY]).toContain(now - shift - START);
  });
});
