import { SimulatorError } from '../simulatorError.ts';

/** A message as it was captured. */
export interface CapturedFrame {
  /** When it was received, ms; may have a fraction. */
  readonly at: number;
  /** The stream that it came on; undefined: it is an order book of the REST API. */
  readonly stream: string | undefined;
  /** The event, or the body of the answer, letter by letter. */
  readonly text: string;
  /** The exchange's time of the event, ms; undefined where it has none. */
  readonly eventTime: number | undefined;
}

export interface ParsedFrames {
  readonly frames: readonly CapturedFrame[];
  /** Lines that are neither an event of a combined socket nor an order book. */
  readonly leftOut: number;
}

const NANOSECONDS = /^(\d{16,20}) (\{.*\})$/;
const SECONDS = /^(\d{9,11}(?:\.\d+)?): (\{.*\})$/;
const URL_LINE = /^wss?:\/\//;

/**
 * Reads a capture of a combined socket: `<receive ns> <message>` or `<receive s>: <message>` a line; the first line may be the socket's URL.
 * @throws SimulatorError naming file and line
 */
export function parseFrames(file: string, text: string): ParsedFrames {
  const frames: CapturedFrame[] = [];
  let [number, leftOut, latest] = [0, 0, 0];
  for (const raw of text.split('\n')) {
    number += 1;
    const line = raw.trimEnd();
    if (line === '' || (number === 1 && URL_LINE.test(line))) continue;
    const [at, json] = readLine(line) ?? [];
    const message = json === undefined ? undefined : readObject(json);
    if (at === undefined || json === undefined || message === undefined) {
      throw new SimulatorError(
        `${file}, line ${number}: not a time and a JSON object, as in "1723161254087891268 {…}"`,
      );
    }
    // Some are written in another order than they were received in; none is played before the one that stands before it.
    latest = Math.max(latest, at);
    const frame = frameOf(message, json, latest);
    if (frame === undefined) leftOut += 1;
    else frames.push(frame);
  }
  return { frames, leftOut };
}

function readLine(line: string): [at: number, json: string] | undefined {
  const [, nanoseconds, event] = NANOSECONDS.exec(line) ?? [];
  if (nanoseconds !== undefined && event !== undefined) return [msOf(nanoseconds), event];
  const [, seconds, message] = SECONDS.exec(line) ?? [];
  return seconds !== undefined && message !== undefined ? [Number(seconds) * 1000, message] : undefined;
}

/** By its parts: as one number it has more digits than a double keeps. */
const msOf = (nanoseconds: string): number => Number(nanoseconds.slice(0, -6)) + Number(nanoseconds.slice(-6)) / 1e6;

function readObject(json: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function frameOf(message: Record<string, unknown>, json: string, at: number): CapturedFrame | undefined {
  const { stream, data, lastUpdateId, bids, asks } = message;
  if (typeof lastUpdateId === 'number' && Array.isArray(bids) && Array.isArray(asks)) {
    return { at, stream: undefined, text: json, eventTime: undefined };
  }
  const before = `{"stream":${JSON.stringify(stream)},"data":`;
  // Streams of all pairs are not played: other pairs than those of the capture are not the capture's.
  if (typeof stream !== 'string' || !/^[^!@]+@./.test(stream)) return undefined;
  if (typeof data !== 'object' || data === null || !json.startsWith(before)) return undefined;
  const { E: eventTime } = data as { readonly E?: unknown };
  return {
    ...{ at, stream, text: json.slice(before.length, -1) },
    eventTime: typeof eventTime === 'number' ? eventTime : undefined,
  };
}
