import type { StreamProtocol } from '../streamProtocol.ts';

/** How Binance's sockets are used in each of its markets: below what is allowed. */
export const streamUse: Pick<
  StreamProtocol,
  'mostStreams' | 'mostRequestBytes' | 'rotateAfterMs' | 'attempts' | 'reservedAttempts'
> = {
  // Of 1024: what breaks with one socket stays small.
  mostStreams: 200,
  mostRequestBytes: 4_000,
  // Of 24 h.
  rotateAfterMs: 23.5 * 3_600_000,
  // Spot's documents say so, those of futures nothing: they are not counted on to allow more.
  attempts: { weight: 300, windowMs: 300_000, window: 'sliding' },
  reservedAttempts: 60,
};

/** Streams of so many pairs show that a socket lives: two, so that a pair that is halted leaves one. */
export const HEARTBEATS = 2;
