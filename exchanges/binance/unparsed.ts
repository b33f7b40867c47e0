import { memberText } from '../../model/jsonTexts.ts';
import type { StreamMessage } from '../streamProtocol.ts';
import { milliseconds } from './fields.ts';
import { SHUTDOWN_STREAM, streamFrames } from './streamFrames.ts';

const HEAD = '{"stream":"';
const MIDDLE = '","data":';

/** The time of an event stands among its first members. Of a list the first one's counts. */
const TIME = /^\[?\{(?:"\w+":(?:"(?:[^"\\]|\\.)*"|\d+),){0,3}"E":(\d{13})[,}]/;

const SHUTDOWN = '{"e":"serverShutdown"';

/**
 * Reads a frame of combined mode as streamFrames.ts does, but leaves the event as it was sent: its text is cut out, and nothing is parsed. Half of
 * what a relay would do otherwise is parsing what it does not look at. A frame that is written in another way than Binance writes them is parsed.
 */
export function readUnparsed(text: string): StreamMessage {
  const end = text.startsWith(HEAD) ? text.indexOf('"', HEAD.length) : -1;
  const from = end + MIDDLE.length;
  const sign = text[from];
  const isPlain = end > 0 && text.startsWith(MIDDLE, end) && (sign === '{' || sign === '[') && text.endsWith('}');
  const stream = text.slice(HEAD.length, end);
  if (!isPlain || stream.includes('\\')) return readWhole(text);
  const data = text.slice(from, -1);
  if (stream === SHUTDOWN_STREAM || data.startsWith(SHUTDOWN)) return { kind: 'shutdown' };
  const time = Number(TIME.exec(data)?.[1] ?? 0);
  return { kind: 'event', stream, data, time: time >= milliseconds.minimum ? time : null };
}

function readWhole(text: string): StreamMessage {
  const message = streamFrames.read(text);
  return message.kind === 'event' ? { ...message, data: memberText(text, 'data') ?? '' } : message;
}
