/** How a socket is treated. */
export interface SocketLimits {
  /** Messages of a caller a second, on average; a socket that is sent more is closed. */
  readonly messagesPerSecond: number;
  /** So many may come at once; default: MOST_MESSAGES_AT_ONCE. */
  readonly messagesAtOnce?: number;
  /** A ping so often, ms. */
  readonly pingEveryMs: number;
  /** A ping is answered within this time, ms, or the socket is closed. */
  readonly pongWithinMs: number;
}

/**
 * Messages of a caller that may come at once. The exchange allows no more than those of a second; but clients that are told not to slow themselves
 * down, as they may be here, ask for all of their streams when they start, each by a message of its own.
 */
export const MOST_MESSAGES_AT_ONCE = 100;

/** Pings and pongs of a caller's own accord in a second: far more than any client sends, and far less than would cost us anything. */
export const MOST_SIGNS = 20;

/** Different streams that all sockets of one caller may have together: half of what the relay follows for all. */
export const MOST_STREAMS_OF_CALLER = 1024;

/** Part of the room for WebSockets that all sockets of one caller may take together. */
export const MOST_OF_ROOM = 1 / 4;

/** Longest message of a caller, bytes: 1024 names of streams in one are half of it. */
export const MOST_MESSAGE_BYTES = 65_536;
