import type { Log } from '../../runtime/log.ts';
import { describeHolder } from '../../runtime/machine.ts';
import type { Lease } from '../../store/values/lease.ts';

/*
 * A worker's place among all processes that run one of the same name: only who holds the lease writes. A seat is in one of four states:
 *
 * - *new*          nothing is known yet
 * - *standing by*  another process writes: said once. The lease is tried again and again
 * - *taking over*  the lease is ours, and what the process before has stored is looked at (`onTaken`). Where that fails it is tried again
 * - *writing*      the lease is ours, and renewed each second
 *
 * From new the way leads to standing by or taking over, from standing by to taking over, from there to writing. Where another process has
 * taken the lease the way leads back to standing by (`onLost`). A lease that was lost and is ours again, all between two renewals, has another
 * number: then it leads from writing back to taking over.
 *
 * A Redis that is away changes no state: the lease runs out by itself meanwhile, and `fence()` says so, whatever the state is.
 */

/** A worker's place among the processes that run one of the same name. */
export interface Seat {
  /** Takes the lease or renews it. Rejects as `onTaken` does. */
  renew(): Promise<void>;
  /** The fencing number while the lease is held, else 0: while taking over, too. */
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
  /** The number of the lease for which what is stored was looked at last. */
  let lookedFor = 0;

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
      const fence = lease.fence();
      // The answer has come so late that the lease has run out again: the next renewal tells.
      if (fence === 0 || (state === 'writing' && fence === lookedFor)) return;
      if (state === 'standing by') log.info(`${worker}: takes over: it writes from now on`);
      state = 'taking over';
      await onTaken();
      lookedFor = fence;
      state = 'writing';
    },
    fence: lease.fence,
    release: lease.release,
  };
}
