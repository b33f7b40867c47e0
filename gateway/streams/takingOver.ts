import type { Connection } from './connection.ts';

/**
 * Whether a socket that is to take another one's place may do so: all its streams are accepted, it has brought an event after that, and the
 * other one has come as far as that event. Then nothing can be lost between them.
 */
export function createTakingOver(next: Connection): { isReady(current: Connection | null): boolean } {
  /** Its frontier when all its streams were accepted; undefined: they are not. */
  let settledAt: number | null | undefined;
  /** As far as the other one has to come. */
  let from: number | null = null;
  return {
    isReady(current) {
      if (!next.isSettled()) return false;
      const frontier = next.frontier();
      if (settledAt === undefined) settledAt = frontier;
      if (from === null && frontier !== null && (settledAt === null || frontier > settledAt)) from = frontier;
      const reached = current?.frontier() ?? null;
      return from !== null && reached !== null && reached >= from;
    },
  };
}
