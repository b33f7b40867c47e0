import { milliseconds } from '../fields.ts';

/** The time that a field tells, ms: a number, or its digits as a text; null: none. */
export function timeIn(field: unknown): number | null {
  const time = typeof field === 'string' && /^\d{13}$/.test(field) ? Number(field) : field;
  const isTime = typeof time === 'number' && Number.isSafeInteger(time);
  return isTime && time >= milliseconds.minimum && time <= milliseconds.maximum ? time : null;
}
