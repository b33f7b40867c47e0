/** Digits of the parts of a stamp. */
const STREAM = 4;
const NUMBER = 10;
const TIME = 14;
/** Of all of it, with a space between two parts. */
const LENGTH = STREAM + NUMBER + TIME + 2;

/** What an event says of itself. */
export interface Stamp {
  /** The number of its stream. */
  stream: number;
  /** Its place in the stream, from 1 on. */
  number: number;
  /** When it went out: μs by the clock that all processes of this machine share. */
  sentAt: number;
}

/** Time by a clock that all processes of this machine share, μs. */
export function machineUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + Math.floor(nanoseconds / 1_000);
}

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

/** An event with a stamp behind its other members. @param data its JSON, an object */
export const stamped = (data: string, stream: number, number: number): string =>
  `${data.slice(0, -1)},"stamp":"${digits(stream, STREAM)} ${digits(number, NUMBER)} ${digits(machineUs(), TIME)}"}`;

/** What follows a stamp where events have the name of their stream around them. */
const TAIL = '"}}'.length;

const ZERO = 48;

function numberAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) value = value * 10 + (bytes[at] ?? 0) - ZERO;
  return value;
}

/** Reads the stamp of an event that has the name of its stream around it. @param end of its text in the bytes @param into where it is put */
export function readStamp(bytes: Uint8Array, end: number, into: Stamp): void {
  const from = end - TAIL - LENGTH;
  into.stream = numberAt(bytes, from, STREAM);
  into.number = numberAt(bytes, from + STREAM + 1, NUMBER);
  into.sentAt = numberAt(bytes, from + STREAM + NUMBER + 2, TIME);
}
