import type { BadFrame } from '../streamFault.ts';
import type { Publication, Wrapping } from './publication.ts';

const HUGE_BYTES = 5 * 1024 * 1024;

/** What is sent in an event's place. */
export interface Spoilt {
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

/** Frames that have nothing of the event. */
const whole: Partial<Record<BadFrame, Spoilt>> = {
  garbage: { bytes: Buffer.from('{"e":"trade\u0001☠,,]]'), isBinary: false },
  html: { bytes: Buffer.from('<html><body><h1>502 Bad Gateway</h1></body></html>'), isBinary: false },
  binary: { bytes: Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80]), isBinary: true },
  huge: { bytes: Buffer.from(`{"stream":"${'x'.repeat(HUGE_BYTES)}"}`), isBinary: false },
  outer: { bytes: Buffer.from('{"unexpected":true}'), isBinary: false },
};

/** Names of fields that are times, by the event's type. */
const times = new Set(['E', 'T', 'C', 'O']);
const TOO_LARGE = 2 ** 53;

/** Frames that are the event with something wrong in it. */
const spoil: Partial<Record<BadFrame, (data: unknown) => unknown>> = {
  shape: () => ({ unexpected: true }),
  'other-symbol': (data) =>
    each(data, (value, name) => (name === 's' && typeof value === 'string' ? 'NOSUCHUSDT' : value)),
  'unknown-event': (data) => each(data, (value, name) => (name === 'e' ? 'somethingNew' : value)),
  negative: (data) => each(data, (value) => (isDecimal(value) ? `-${value}` : value)),
  null: (data) => each(data, (value) => (isDecimal(value) ? null : value)),
  microseconds: (data) => each(data, (value, name) => (isTime(value, name) ? Number(value) * 1000 : value)),
  1970: (data) => each(data, (value, name) => (isTime(value, name) ? Number(value) % 86_400_000 : value)),
  'huge-ids': (data) => each(data, (value, name) => (isId(value, name) ? TOO_LARGE + Number(value) : value)),
};

/** What comes in the place of an event. */
export function spoiltFrame(frame: BadFrame, publication: Publication, wrapping: Wrapping): Spoilt {
  const ready = whole[frame];
  if (ready !== undefined) return ready;
  const right: unknown = publication.dataOf((ms) => ms);
  const data = spoil[frame]?.(right) ?? right;
  const body = wrapping === 'raw' ? data : { stream: publication.stream, data };
  return { bytes: Buffer.from(JSON.stringify(body)), isBinary: false };
}

const isDecimal = (value: unknown): boolean =>
  typeof value === 'string' && /^\d+\.\d+$/.test(value) && Number(value) > 0;

/** A whole number that lies in this century as ms. */
const isTime = (value: unknown, name: string): boolean =>
  typeof value === 'number' && value > 1e12 && (times.has(name) || name === 't');

const isId = (value: unknown, name: string): boolean =>
  typeof value === 'number' && !isTime(value, name) && !times.has(name);

/** The event with each of its fields changed, however deep; those of a list have no name. */
function each(value: unknown, change: (value: unknown, name: string) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => each(entry, change, name));
  if (typeof value !== 'object' || value === null) return change(value, name);
  return Object.fromEntries(Object.entries(value).map(([field, entry]) => [field, each(entry, change, field)]));
}
