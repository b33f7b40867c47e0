import type { Followed } from '../followed.ts';
import type { Connection } from './connection.ts';

/** An event that waits. */
export interface HeldEvent {
  readonly followed: Followed;
  readonly data: unknown;
  readonly asOf: number;
}

/**
 * A socket that is to take another one's place. It may do so when all its streams are accepted, it has brought an event after that, and the
 * other one has come as far as that event. Then nothing can be lost between them. What it brings before waits: told at once, it could leave out
 * what the other one still has to tell.
 */
export interface TakingOver {
  readonly connection: Connection;
  isReady(current: Connection): boolean;
  hold(event: HeldEvent): void;
  /** What it has brought, in order. */
  held(): readonly HeldEvent[];
}

/** More does not wait: so far behind, the other one is of no use. */
const MOST_HELD = 50_000;

export function createTakingOver(next: Connection): TakingOver {
  /** Its frontier when all its streams were accepted; undefined: they are not. */
  let settledAt: number | null | undefined;
  /** As far as the other one has to come. */
  let from: number | null = null;
  const held: HeldEvent[] = [];
  return {
    connection: next,
    isReady(current) {
      if (!next.isSettled()) return false;
      const frontier = next.frontier();
      if (settledAt === undefined) settledAt = frontier;
      if (from === null && frontier !== null && (settledAt === null || frontier > settledAt)) from = frontier;
      const reached = current.frontier();
      return from !== null && reached !== null && reached >= from;
    },
    hold(event) {
      held.push(event);
      if (held.length > MOST_HELD) next.end('timeout', `${held.length} events have come before it could take over`);
    },
    held: () => held,
  };
}
