import type { Log } from '../../runtime/log.ts';
import { describeHolder } from '../../runtime/machine.ts';
import type { Lease } from '../../store/lease.ts';

/**
 * A worker's place among all processes that run one of the same name: only who holds the lease polls and writes.
 *
 * - *new*         nothing is known yet
 * - *standing by* another process writes: said once. It is tried again and again to take its place
 * - *taking over* the lease is ours, and what the one before has stored is looked at: `onTaken`
 * - *writing*     the lease is ours, and renewed each second
 *
 * From writing back to standing by: the lease was not renewed in time, or another one has taken over. A Redis that is away changes nothing
 * here: the lease runs out by itself, and `fence()` says so.
 */
export interface Seat {
  /** Takes the lease or renews it. Rejects as `onTaken` does. */
  renew(): Promise<void>;
  /** The fencing number while this process writes, else 0. */
  fence(): number;
  /** Gives the place up, so that a successor need not wait. Rejects when Redis is away. */
  release(): Promise<void>;
}

export interface SeatOptions {
  /** Name of the worker. */
  readonly worker: string;
  readonly lease: Lease;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Awaited before this process counts as writing: where it rejects, it is called again with the next renewal. */
  readonly onTaken: () => Promise<void>;
  /** Another process has taken over. */
  readonly onLost: () => void;
  /** The lease could be neither taken nor renewed. */
  readonly onFailure: (error: unknown) => void;
}

export function createSeat({ worker, lease, log, onTaken, onLost, onFailure }: SeatOptions): Seat {
  let state: 'new' | 'standing by' | 'taking over' | 'writing' = 'new';

  function standBy(): void {
    if (state === 'standing by') return;
    const holder = describeHolder(lease.holder());
    if (state === 'writing') log.warn(`${worker}: the lease is lost: standing by`, { holder });
    else log.info(`${worker}: standing by: ${holder} writes`);
    if (state !== 'new') onLost();
    state = 'standing by';
  }

  return {
    async renew() {
      let isHeld: boolean;
      try {
        isHeld = await lease.hold();
      } catch (error) {
        return onFailure(error);
      }
      if (!isHeld) return standBy();
      if (state === 'writing') return;
      if (state === 'standing by') log.info(`${worker}: takes over: it writes from now on`);
      state = 'taking over';
      await onTaken();
      state = 'writing';
    },
    fence: lease.fence,
    release: lease.release,
  };
}
