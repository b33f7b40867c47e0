/** What is longer are microseconds. */
const MS = /^\d{1,14}$/;

/** What is less are seconds: as ms it lies before March 1973, where nothing was traded. */
const LEAST_MS = 100_000_000_000;

/** A blank in place of `T` as many programs write it, and in place of `+`, which is a blank in a URL. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+ -]\d{2}:?(?:\d{2})?)?)?$/i;

/** What `readTime` reads, for people. */
export const ACCEPTED_TIMES =
  'a time as ms since 1970 (not as seconds), such as 1790000040000, or as ISO 8601, such as 2026-09-21T14:14:00Z; without an offset it is UTC';

/** A time of a caller as ms; null: it is none. */
export function readTime(text: string): number | null {
  if (MS.test(text)) return Number(text) < LEAST_MS ? null : Number(text);
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const date = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${date}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  // Else the 30th of February is in March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date)) return null;
  const offset = offsetIn(zone);
  return offset === null || ms - offset < 0 ? null : ms - offset;
}

/** What an offset from UTC makes, ms; null: there is no such offset. */
function offsetIn(zone: string): number | null {
  const [, sign, hours, minutes = '00'] = /^([+ -])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
