/** A decimal string without the zeros at its end: `78541.03000000` is `78541.03`. What is none stays as it is. */
export function trimmed(decimal: string): string {
  return /^[-+]?\d+\.\d+$/.test(decimal) ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** A decimal string with `places` decimals; further ones that are not zero stay. `1.5` with 3 is `1.500`. */
export function padded(decimal: string, places: number): string {
  const [whole = '', fraction = ''] = trimmed(decimal).split('.');
  return places === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

/** Decimals that a decimal string has, zeros at its end not counted. */
export const placesOf = (decimal: string): number => trimmed(decimal).split('.')[1]?.length ?? 0;

/** A number with its sign and so many decimals; what is rounded to zero has no sign. */
export function signed(value: number, places: number): string {
  const text = value.toFixed(places);
  if (Number(text) === 0) return (0).toFixed(places);
  return value > 0 ? `+${text}` : text;
}

/** An age or a length of time in its two largest units' worth: `0.4 s`, `12 s`, `3 min`, `2.5 h`, `5 d`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3_600).toFixed(1)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** A countdown: `1:02:03`, `4:05`. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, ...rest] = parts;
  const shown = hours > 0 ? parts : rest;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A time as machines read it; null: there is no such time. @param ms Unix time */
export function isoText(ms: number): string | null {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

export type Zone = 'utc' | 'local';

/** A time of day, `HH:mm:ss`. @param ms Unix time */
export const clockText = (ms: number, zone: Zone): string => part(ms, zone).slice(11, 19);

/** A date with its time, `2026-11-27 15:30:00`. @param ms Unix time */
export const timeText = (ms: number, zone: Zone): string => part(ms, zone).slice(0, 19).replace('T', ' ');

/** The same without seconds, `2026-11-27 15:30`. @param ms Unix time */
export const minuteText = (ms: number, zone: Zone): string => timeText(ms, zone).slice(0, 16);

function part(ms: number, zone: Zone): string {
  const time = new Date(ms);
  if (Number.isNaN(time.getTime())) return '?'.padEnd(19, ' ');
  const shift = zone === 'local' ? time.getTimezoneOffset() * 60_000 : 0;
  return new Date(ms - shift).toISOString();
}

const compact = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumFractionDigits: 1,
  maximumSignificantDigits: 3,
  roundingPriority: 'morePrecision',
});

/** A number in short: `12.3K`, `1.25`, `0.000123`. */
export const compactText = (value: number): string => (Number.isFinite(value) ? compact.format(value) : '');

/** Bytes in short: `12 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(value < 10 && power > 0 ? 1 : 0)} ${units[power]}`;
}

const intervals: Readonly<Record<string, string>> = { 1440: '1d', 10080: '1w', 43200: '1M' };

/** An interval in minutes as traders write it: 1 is `1m`, 60 `1h`, 1440 `1d`. */
export function intervalText(minutes: number): string {
  return intervals[minutes] ?? (minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`);
}
