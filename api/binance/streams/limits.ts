import type { Market } from '../../../markets/markets.js';
import type { SocketLimits } from '../../sockets/limits.ts';

/** How the exchange treats a socket for streams, and so do we. */
export const socketLimits: Readonly<Record<Market, SocketLimits>> = {
  spot: { messagesPerSecond: 5, pingEveryMs: 20_000, pongWithinMs: 60_000 },
  usdm: { messagesPerSecond: 10, pingEveryMs: 180_000, pongWithinMs: 600_000 },
};

/** Streams that one socket may have. */
export const MOST_STREAMS = 1024;
