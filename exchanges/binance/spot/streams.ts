import type { StreamProtocol } from '../../streamProtocol.ts';
import { streamFrames } from '../streamFrames.ts';

/** Two pairs, so that a pair that is halted leaves one. */
const HEARTBEATS = 2;

/** Binance's spot streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-07). */
export const spotStreams: StreamProtocol = {
  ...streamFrames,
  routeOf: () => '',
  urlOf: (baseUrl) => `${baseUrl}/stream`,
  isTicking: (stream) => stream.endsWith('@avgPrice'),
  heartbeatsOf: (_route, symbols) => symbols.slice(0, HEARTBEATS).map((symbol) => `${symbol.toLowerCase()}@avgPrice`),
  // Of 1024: what breaks with one socket stays small.
  mostStreams: 200,
  mostRequestBytes: 4_000,
  // Of 5.
  messagesPerSecond: 4,
  // Of 24 h.
  rotateAfterMs: 23.5 * 3_600_000,
  attempts: { weight: 300, windowMs: 300_000, window: 'sliding' },
  reservedAttempts: 60,
};
