import { apiErrors } from './apiError.ts';

/** The members of answers that are times. */
const TIMES = new Set(['serverTime', 'openTime', 'closeTime', 'time', 'T']);
/** What a window that ends with a whole ms has in microseconds beyond it. */
const REST = 999;
const KLINES = /\/(?:ui)?[kK]lines$/;
const DAYS = /\/tradingDay$/;

/** An answer of the spot market with its times in the unit that `X-MBX-TIME-UNIT` asks for. @throws ApiError for another one */
export function inTimeUnit(body: unknown, path: string, unit = 'MILLISECOND'): unknown {
  if (/^millisecond$/i.test(unit)) return body;
  if (!/^microsecond$/i.test(unit)) throw apiErrors.badTimeUnit();
  if (KLINES.test(path)) return (body as (string | number)[][]).map(klineOf);
  return withTimes(body, DAYS.test(path) ? REST : 0);
}

const klineOf = (row: readonly (string | number)[]): (string | number)[] =>
  row.map((field, at) => (at === 0 ? Number(field) * 1000 : at === 6 ? Number(field) * 1000 + REST : field));

function withTimes(value: unknown, restOfClose: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => withTimes(entry, restOfClose));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (TIMES.has(name) && typeof member === 'number')
      return [name, member * 1000 + (name === 'closeTime' ? restOfClose : 0)];
    return [name, member];
  });
  return Object.fromEntries(entries);
}
