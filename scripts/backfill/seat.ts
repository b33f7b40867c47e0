import { StartError } from '../../runtime/errors.ts';
import { describeHolder, holderName } from '../../runtime/machine.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import { type BackfillReport, removeBackfill, writeBackfill } from '../../store/reports/backfill.ts';
import { createLease } from '../../store/values/lease.ts';

/** The place of the one backfill that may run. */
export interface Seat {
  /** Gives it up, and says that none runs any more. */
  leave(): Promise<void>;
}

/** It is renewed, and reported, so often, ms: a lease lasts two seconds and a half. */
const EVERY_MS = 700;

/**
 * Takes the place. While it is held it is said in Redis how far the backfill is.
 *
 * @param report what is said
 * @param onLost another backfill has taken over, since Redis did not answer for long
 * @throws StartError where another backfill runs; ioredis errors when Redis is away
 */
export async function takeSeat(
  store: Store,
  report: () => BackfillReport,
  onLost: (error: StartError) => void,
): Promise<Seat> {
  const lease = createLease(store, 'backfill', holderName('backfill'));
  if (!(await lease.hold()))
    throw new StartError(
      `another backfill runs (${describeHolder(lease.holder())}): wait for it (npm run status tells how far it is), or stop it`,
    );
  await writeBackfill(store, report());
  let isLeft = false;
  async function renew(): Promise<void> {
    const isHeld = await lease.hold();
    if (isLeft) return;
    if (isHeld) return writeBackfill(store, report());
    isLeft = true;
    onLost(new StartError(`another backfill has taken over (${describeHolder(lease.holder())})`));
  }
  const timer = setInterval(() => void renew().catch(nullIfRedisError), EVERY_MS);
  return {
    async leave() {
      clearInterval(timer);
      if (isLeft) return;
      isLeft = true;
      await removeBackfill(store).catch(nullIfRedisError);
      await lease.release().catch(nullIfRedisError);
    },
  };
}
