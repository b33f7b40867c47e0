import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { StreamMessage, StreamProtocol } from '../streamProtocol.ts';
import { milliseconds } from './fields.ts';
import { errorOfReply } from './replyErrors.ts';

/**
 * What all streams of Binance have in common, in combined mode (`/stream`): https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 * (2026-07). Single payloads would not do: those of `@bookTicker` do not say what they are, and those of `@depth20` not even of which pair.
 */
export const streamFrames: Pick<StreamProtocol, 'read' | 'request' | 'groupOf' | 'refusalOf'> = {
  request: (method, streams, id) => JSON.stringify({ method: method.toUpperCase(), params: streams, id }),
  groupOf: (stream) => (stream.startsWith('!') ? '' : (stream.split('@', 1)[0] ?? stream).replace(OF_CONTRACTS, '')),
  refusalOf: errorOfReply,

  read(text) {
    const frame = parseJson(text) as RawFrame | undefined;
    if (typeof frame !== 'object' || frame === null) throw unreadable(text);
    const { stream, data } = frame;
    if (typeof stream === 'string' && typeof data === 'object' && data !== null) {
      const first = (Array.isArray(data) ? data[0] : data) as RawEvent | null | undefined;
      if (stream === SHUTDOWN_STREAM || first?.e === SHUTDOWN) return { kind: 'shutdown' };
      return { kind: 'event', stream, data, time: timeOf(first?.E) };
    }
    return frame.e === SHUTDOWN ? { kind: 'shutdown' } : replyOf(frame, text);
  },
};

/** `btcusdt_perpetual@continuousKline_1m`: of the futures, whatever contract of a pair is the current one of its kind. */
const OF_CONTRACTS = /_(?:(?:tradifi_)?perpetual|(?:current|next)_quarter)$/;

const SHUTDOWN = 'serverShutdown';
/** The stream that a shutdown is told by. */
export const SHUTDOWN_STREAM = `!${SHUTDOWN}`;

const unreadable = (text: string): InvalidPayload =>
  new InvalidPayload(`a frame of a stream cannot be read: ${excerptOf(text)}`);

/** Microseconds have more digits, and a clock that was never set fewer. */
const timeOf = (time: unknown): number | null =>
  Number.isInteger(time) && Number(time) >= milliseconds.minimum && Number(time) <= milliseconds.maximum
    ? Number(time)
    : null;

function replyOf({ id, result, error, code, msg }: RawFrame, text: string): StreamMessage {
  const of = typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
  const fault = typeof error === 'object' && error !== null ? (error as Pick<RawFrame, 'code' | 'msg'>) : { code, msg };
  if (typeof fault.code === 'number' || typeof fault.msg === 'string') {
    return { kind: 'reply', id: of, error: `${fault.code}: ${String(fault.msg).slice(0, 120)}` };
  }
  if (result === undefined || of === null) throw unreadable(text);
  return { kind: 'reply', id: of, error: null };
}

/** An event, `{"stream":"btcusdt@avgPrice","data":{"e":"avgPrice","E":1790000000000,…}}`; or a reply, `{"result":null,"id":1}`. */
interface RawFrame {
  readonly stream?: unknown;
  readonly data?: unknown;
  readonly e?: unknown;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly code?: unknown;
  readonly msg?: unknown;
}

interface RawEvent {
  readonly e?: unknown;
  /** Time of the event, ms. */
  readonly E?: unknown;
}
