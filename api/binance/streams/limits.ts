import type { Market } from '../../../markets/markets.js';

/** How the exchange treats a socket for streams, and so do we. */
export interface SocketLimits {
  /** Messages of a caller a second, on average; a socket that is sent more is closed. */
  readonly messagesPerSecond: number;
  /** A ping so often, ms. */
  readonly pingEveryMs: number;
  /** A ping is answered within this time, ms, or the socket is closed. */
  readonly pongWithinMs: number;
}

export const socketLimits: Readonly<Record<Market, SocketLimits>> = {
  spot: { messagesPerSecond: 5, pingEveryMs: 20_000, pongWithinMs: 60_000 },
  usdm: { messagesPerSecond: 10, pingEveryMs: 180_000, pongWithinMs: 600_000 },
};

/**
 * Messages of a caller that may come at once. The exchange allows no more than those of a second; but clients that are told not to slow themselves
 * down, as they may be here, ask for all of their streams when they start, each by a message of its own.
 */
export const MOST_MESSAGES_AT_ONCE = 100;

/** Streams that one socket may have. */
export const MOST_STREAMS = 1024;

/** Different streams that all sockets of one caller may have together: half of what the relay follows for all. */
export const MOST_STREAMS_OF_CALLER = 1024;

/** Longest message of a caller, bytes: 1024 names in one are half of it. */
export const MOST_MESSAGE_BYTES = 65_536;
