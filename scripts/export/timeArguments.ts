import { StartError } from '../../runtime/errors.ts';

/** Times of this millisecond number or more are taken for milliseconds: fewer digits are no year that rows are of. */
const MILLISECONDS = /^\d{11,14}$/;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const accepted =
  'a time like 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00:00Z (UTC where no zone stands), or ms since 1970';

/** The time that an option names, ms. @throws StartError that names what is accepted */
export function timeOf(option: string, text: string): number {
  const given = text.trim();
  if (MILLISECONDS.test(given)) return Number(given);
  const [, zone] = ISO.exec(given) ?? [];
  const day = given.slice(0, 10);
  const time = ISO.test(given)
    ? Date.parse(`${given.replace(' ', 'T')}${given.length > 10 && zone === undefined ? 'Z' : ''}`)
    : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = !Number.isNaN(time) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  if (!isDay) throw new StartError(`--${option} ${text}: no time; it is ${accepted}`);
  return time;
}

const unitMs: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};
const SPAN = /^(\d{1,9})\s*([a-z]+?)s?$/i;

/** How long a span is, ms. @throws StartError that names what is accepted */
export function spanOf(option: string, text: string): number {
  const [, count = '', unit = ''] = SPAN.exec(text.trim()) ?? [];
  const ms = Object.entries(unitMs).find(
    ([name]) => name === unit.toLowerCase() || name[0] === unit.toLowerCase(),
  )?.[1];
  const span = Number(count) * (ms ?? 0);
  if (span > 0) return span;
  throw new StartError(`--${option} ${text}: no span of time; it is like "1 hour", "90 minutes", "7 days", 2w`);
}
