import { isDeadHolder, monotonicMs } from '../../runtime/machine.ts';
import type { Store } from '../redis/connect.ts';
import { leaseKey } from '../redis/keys.ts';
import { readOr } from '../redis/stored.ts';

/** How long a lease lasts without renewal. A holder that has not renewed for so long by its own clock stops writing as well. */
export const LEASE_TTL_MS = 2_500;

/**
 * One writer per worker name. States: *standing by* (another holds it) → *held* (ours; `fence()` is its number) → *lost* (not
 * renewed in time, or taken over), which is standing by again. The fence goes with every write, so that a writer which slept
 * through its own replacement is refused by the store itself.
 */
export interface Lease {
  /** Takes or renews. Resolves to whether it is held; rejects when Redis is away. */
  hold(): Promise<boolean>;
  /** The fencing number while held and not run out, else 0. */
  fence(): number;
  /** The other holder, '' when there is none. */
  holder(): string;
  /** Gives it back, so that a successor need not wait. */
  release(): Promise<void>;
}

/** So long after a lease has run out, without being given back, somebody may still be about to renew it, ms. */
const RENEWED_LATE_MS = 5_000;

/** Who holds a worker's lease, be it that he renews it a little late; '': nobody. @throws ioredis errors when Redis is away */
export async function readHolder(store: Store, worker: string): Promise<string> {
  const key = leaseKey(worker);
  const [[holder, until], [seconds = 0]] = await Promise.all([
    readOr(store, key, store.redis.hmget(key, 'holder', 'until'), []),
    store.redis.time(),
  ]);
  const isHeld = Number(until) + RENEWED_LATE_MS > Number(seconds) * 1000;
  return holder == null || !isHeld || isDeadHolder(holder) ? '' : holder;
}

/** @param name this holder's name, from holderName() */
export function createLease(store: Store, worker: string, name: string, clock = monotonicMs): Lease {
  const key = leaseKey(worker);
  let fence = 0;
  let heldUntil = 0;
  let other = '';

  async function attempt(operation: 'take' | 'renew', dead = ''): Promise<boolean> {
    const sentAt = clock();
    const [granted, holder, , isDamaged] = await store.redis.lease(key, operation, name, LEASE_TTL_MS, dead);
    if (isDamaged === 1) store.damage.found(key, 'the lease counts as free');
    else store.damage.sound(key);
    fence = granted;
    heldUntil = granted > 0 ? sentAt + LEASE_TTL_MS : 0;
    other = granted > 0 ? '' : holder;
    return granted > 0;
  }

  return {
    async hold() {
      if (fence > 0 && (await attempt('renew'))) return true;
      if (await attempt('take')) return true;
      return isDeadHolder(other) ? attempt('take', other) : false;
    },
    fence: () => (clock() < heldUntil ? fence : 0),
    holder: () => other,
    async release() {
      const held = fence > 0;
      fence = 0;
      heldUntil = 0;
      if (held) await store.redis.lease(key, 'release', name, LEASE_TTL_MS, '');
    },
  };
}
