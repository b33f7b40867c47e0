import type { MarketName } from './market.ts';
import type { Route } from './streams/route.ts';

/** What goes wrong with streams. */
export const streamFaultKinds = [
  'stream-silent',
  'stream-close',
  'stream-reset',
  'stream-half-open',
  'stream-refuse',
  'stream-slow',
  'stream-unsent',
  'stream-double',
  'stream-swap',
  'stream-gap',
  'stream-shutdown',
  'stream-lifetime',
  'stream-frame',
] as const;

export type StreamFaultKind = (typeof streamFaultKinds)[number];

/** What comes in an event's place. */
export const badFrames = [
  'garbage',
  'html',
  'binary',
  'huge',
  'outer',
  'shape',
  'other-symbol',
  'unknown-event',
  'negative',
  'null',
  'microseconds',
  '1970',
  'huge-ids',
] as const;

export type BadFrame = (typeof badFrames)[number];

/**
 * A fault of streams to inject. Where it is about events it holds for those that match `stream` and `symbol` (both: all when left out), on all
 * sockets or, with `market` or `route`, on those of one; with `sockets`, on so many of those that are open when it is injected. It ends when it is cleared, has struck `times` times, or
 * `forMs` have passed.
 *
 * - `stream-silent`    nothing is sent, pings are still answered. Without `stream` and `symbol` requests are not answered either.
 *                    Streams of all pairs leave out `symbol`
 * - `stream-unsent`    SUBSCRIBE is answered, and nothing comes of it on that socket until it is sent again after the fault
 * - `stream-gap`       an event is left out; `times` is 1 unless it is said
 * - `stream-double`    each event twice · `stream-swap` each second event before the one that it follows
 * - `stream-slow`      each event after `delayMs` (default 1000)
 * - `stream-frame`     in the place of an event, what `frame` says (default `garbage`)
 * - `stream-half-open` nothing is sent and nothing is answered any more, pings included, for good; sockets that are opened meanwhile are like it
 * - `stream-refuse`    the handshake is answered `status` (default 503), with `retryAfter` seconds
 * - `stream-lifetime`  sockets are closed when they are `seconds` old
 *
 * These three happen at once, and are over then:
 *
 * - `stream-close`     closes the sockets with `code` (default 1001) · `stream-reset` breaks them without a close frame
 * - `stream-shutdown`  the event `serverShutdown`, and after `seconds` (default 10) closes them; new sockets work
 */
export interface StreamFault {
  readonly kind: StreamFaultKind;
  /** A stream by its name, or the end of names, such as `@aggTrade`. */
  readonly stream?: string;
  readonly symbol?: string;
  /** Sockets and streams of this market alone. */
  readonly market?: MarketName;
  /** Sockets that were opened on this route alone. */
  readonly route?: Route;
  readonly times?: number;
  readonly forMs?: number;
  readonly sockets?: number;
  readonly code?: number;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delayMs?: number;
  readonly seconds?: number;
  readonly frame?: BadFrame;
}

/** Happen once, when they are injected. */
export const momentaryKinds: readonly StreamFaultKind[] = ['stream-close', 'stream-reset', 'stream-shutdown'];
