import type { HubContext } from '../hubContext.ts';
import { ROTATION_JITTER } from '../hubTiming.ts';

/** When the socket of a shard has to give its place to another one. */
export interface Rotation {
  /** Another socket is the current one, or none. @param begunAt monotonic ms */
  restart(begunAt: number): void;
  /** The exchange is about to close it. */
  told(): void;
  /** `now`, the exchange has said so; `soon`, its life is nearly over; null: it is not to be rotated, or is already. */
  wish(): 'now' | 'soon' | null;
  begin(): void;
  isBegun(): boolean;
  /** Until its life is nearly over, ms. */
  leftMs(): number;
}

export function createRotation({
  protocol,
  clock,
  random,
}: Pick<HubContext, 'protocol' | 'clock' | 'random'>): Rotation {
  let at = Number.POSITIVE_INFINITY;
  let isTold = false;
  let isBegun = false;
  return {
    restart(begunAt) {
      isBegun = false;
      isTold = false;
      // Sockets that were begun together must not be rotated together.
      at = begunAt + protocol.rotateAfterMs * (1 - ROTATION_JITTER * random());
    },
    told() {
      isTold = true;
    },
    wish() {
      if (isBegun) return null;
      if (isTold) return 'now';
      return clock.monotonic() >= at ? 'soon' : null;
    },
    begin() {
      isBegun = true;
    },
    isBegun: () => isBegun,
    leftMs: () => Math.max(0, Math.round(at - clock.monotonic())),
  };
}

/** Sockets whose life is nearly over take turns, so many ms apart; those that the exchange is about to close do not wait. */
export function createTurns(spreadMs: number): (rotations: readonly Rotation[], now: number) => void {
  let begunAt = Number.NEGATIVE_INFINITY;
  return (rotations, now) => {
    let isFree = now - begunAt >= spreadMs && !rotations.some((rotation) => rotation.isBegun());
    for (const rotation of rotations) {
      const wish = rotation.wish();
      if (wish === null || (wish === 'soon' && !isFree)) continue;
      rotation.begin();
      isFree = false;
      begunAt = now;
    }
  };
}
