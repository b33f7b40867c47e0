import { timeText, type Zone } from '../format.ts';

/** What a mark of the axis begins, as lightweight-charts numbers it. */
const YEAR = 0;
const MONTH = 1;
const DAY = 2;

/** A mark of the time axis: `2026`, `2026-11`, `11-27`, `15:30`. The chart marks days of UTC: by another clock their time stands there too. */
export function tickText(ms: number, kind: number, zone: Zone): string {
  const text = timeText(ms, zone);
  const time = text.slice(11, 16);
  if (kind > DAY) return time;
  if (time !== '00:00') return `${text.slice(5, 10)} ${time}`;
  if (kind === YEAR) return text.slice(0, text.slice(5, 10) === '01-01' ? 4 : 10);
  return kind === MONTH && text.slice(8, 10) === '01' ? text.slice(0, 7) : text.slice(5, 10);
}
