import { InvalidPayload } from '../../../model/invalidPayload.ts';

/* Fields of Binance's archive: text as it stands in a file, made what an answer of REST has. */

/** Ms: 13 digits, or 16 of microseconds, as in spot's files since 2025. Years 2001 to 2286. */
const TIME = /^[1-9]\d{12}(?:\d{3})?$/;

/** A time, ms; of microseconds the rest is cut off. @throws InvalidPayload */
export function timeIn(text: string): number {
  if (TIME.test(text)) return Number(text.slice(0, 13));
  throw new InvalidPayload(`${shown(text)} is a time neither in ms (13 digits) nor in µs (16 digits)`);
}

/** @throws InvalidPayload where it is no whole number from 0 to 10^15 */
export function countIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidPayload(`${shown(text)} is no whole number`);
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
]);

/** @throws InvalidPayload where it is neither true nor false */
export function flagIn(text: string): boolean {
  const flag = FLAGS.get(text);
  if (flag === undefined) throw new InvalidPayload(`${shown(text)} is neither true nor false`);
  return flag;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** The time of a date such as `2024-01-01 00:05:00`, UTC, ms. @throws InvalidPayload */
export function dateIn(text: string): number {
  if (DATE.test(text)) {
    const time = Date.parse(`${text.replace(' ', 'T')}Z`);
    // What no calendar has becomes another day, or none.
    if (Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10)) return time;
  }
  throw new InvalidPayload(`${shown(text)} is no date such as 2024-01-01 00:05:00`);
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 40));
