import type { Connection } from './connection.ts';

/** Streams of one socket are not told in step: so long after its newest time an event may still be of before, ms. */
const OUT_OF_STEP_MS = 1_000;

/**
 * Whether what a socket brings may have come before, by one that was there before it: each socket tells on from where it was opened, whatever
 * another one has told. It may, until the socket is past all that the others have told.
 */
export interface Doubling {
  mayBeDouble(connection: Connection): boolean;
  /** A socket has ended or left its place. */
  left(connection: Connection): void;
}

export function createDoubling(): Doubling {
  /** Exchange-clock ms: as far as those that are gone have told. */
  let toldTo = Number.NEGATIVE_INFINITY;
  /** The one that is past it. */
  let past: Connection | null = null;
  return {
    mayBeDouble(connection) {
      if (connection === past) return false;
      if ((connection.frontier() ?? Number.NEGATIVE_INFINITY) <= toldTo + OUT_OF_STEP_MS) return true;
      past = connection;
      return false;
    },
    left(connection) {
      toldTo = Math.max(toldTo, connection.frontier() ?? toldTo);
      past = null;
    },
  };
}
