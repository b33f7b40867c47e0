/** The steps in which candles are made, coarse to fine; all in UTC, months on the 1st. */
export type Level = 'month' | 'day' | 'hour' | 'minute';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
/** Monday 1970-01-05, 00:00 UTC. */
export const FIRST_MONDAY = 4 * DAY;

const LENGTH = { day: DAY, hour: HOUR, minute: MINUTE };

/** The number of the unit that holds `time` (ms): months since 1970-01, else units since the epoch. */
export function unitAt(level: Level, time: number): number {
  if (level !== 'month') return Math.floor(time / LENGTH[level]);
  const date = new Date(time);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** The first millisecond of a unit. */
export function unitStart(level: Level, index: number): number {
  return level === 'month' ? Date.UTC(1970, index, 1) : index * LENGTH[level];
}

/** All levels, the longest unit first. */
export const COARSE_TO_FINE: readonly Level[] = ['month', 'day', 'hour', 'minute'];

/** The next coarser level; months have none and stay. */
export function coarser(level: Level): Level {
  return COARSE_TO_FINE[COARSE_TO_FINE.indexOf(level) - 1] ?? 'month';
}

/** The level of the longest unit that starts at `time` (a whole minute) and ends by `to`. */
export function coarsestAt(time: number, to: number): Level {
  if (time % HOUR !== 0) return 'minute';
  if (time % DAY !== 0) return time + HOUR <= to ? 'hour' : 'minute';
  for (const level of COARSE_TO_FINE) {
    const index = unitAt(level, time);
    if (unitStart(level, index) === time && unitStart(level, index + 1) <= to) return level;
  }
  return 'minute';
}
