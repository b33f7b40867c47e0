import type { Store } from '../redis/connect.ts';
import { pauseKey } from '../redis/keys.ts';
import { numberFrom, record, storedJson, time } from '../redis/stored.ts';
import type { Account } from './account.ts';

/** A stop of everything on one egress, ordered by the exchange. */
export interface Pause {
  /** 429 limit broken, 418 banned, 403 blocked, 451 not served from here. */
  readonly status: number;
  /** Exchange-clock ms until which nothing may be sent. */
  readonly until: number;
  /** The exchange has not said for how long: it ends as soon as a ping is answered otherwise, and by itself when nobody pings. */
  readonly awaitsPing?: true;
}

/** Stops the whole egress, in every process and across restarts. Never shortens a pause that stands. `now`: exchange-clock ms. */
export async function pauseEgress(store: Store, account: Account, pause: Pause, now: number): Promise<void> {
  const lengthMs = Math.max(1, Math.ceil(pause.until - now));
  await store.redis.pause(pauseKey(account.egress, account.market), JSON.stringify(pause), lengthMs);
}

/** Ends a pause that waits for a ping, for all at once. Resolves to whether there was one. */
export async function liftPause(store: Store, account: Account): Promise<boolean> {
  return (await store.redis.lift(pauseKey(account.egress, account.market))) === 1;
}

/** The pause, or null where there is none, or a damaged one: a reservation obeys that too, until it expires. */
export const parsePause = storedJson<Pause>(
  record({ status: numberFrom(100, 599), until: time, awaitsPing: { const: true } }, ['awaitsPing']),
);
