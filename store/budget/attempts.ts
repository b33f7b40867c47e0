import type { RateLimit } from '../../markets/market.js';
import type { Store } from '../redis/connect.ts';
import { attemptsKey, attemptsTroubleKey } from '../redis/keys.ts';
import type { Account } from './account.ts';
import type { Reservation } from './reservation.ts';
import { type Moment, reserveSliding } from './slidingWindow.ts';

/** What an exchange allows, and what of it is kept for sockets that take another one's place. */
export interface AttemptLimit {
  readonly limit: RateLimit;
  readonly reserved: number;
}

/** Time between two attempts of the process that tries for all, ms. */
export const TRY_EVERY_MS = 2_000;

/**
 * Whether a process may try to open a socket, as far as earlier failures of all go.
 *
 * @param route kind of socket: one whose sockets fail keeps no other one waiting
 * @param who names the process (`holderName`)
 * @returns 0: it may; else ms until it is worth asking again. Rejects when Redis is away.
 */
export async function tryAttempt(store: Store, account: Account, route: string, who: string): Promise<number> {
  const [isAllowed, waitMs] = await store.redis.tryAttempt(troubleKey(account, route), who, TRY_EVERY_MS);
  return isAllowed === 1 ? 0 : Math.max(1, waitMs);
}

/** Counts an attempt, which is made at once. Rejects when Redis is away. */
export function reserveAttempt(
  store: Store,
  account: Account,
  { limit, reserved }: AttemptLimit,
  isReplacement: boolean,
  moment: Moment,
): Promise<Reservation> {
  const { weight: allowance, windowMs } = limit;
  const fillAllowance = allowance - reserved;
  const kind = isReplacement ? 'live' : 'fill';
  const wanted = { ...moment, weight: 1, kind, allowance, fillAllowance, isPing: false } as const;
  const counter = { key: attemptsKey(account.egress, account.market), name: 'the count of opened sockets' };
  return reserveSliding(store, account, wanted, windowMs, counter);
}

/** An attempt has failed. @param waitMs as long as the exchange wants us to wait; 0: it does not say. Rejects when Redis is away. */
export async function failAttempt(store: Store, account: Account, route: string, waitMs: number): Promise<void> {
  await store.redis.failAttempt(troubleKey(account, route), Math.ceil(waitMs));
}

/** One has succeeded: everybody may try again. Rejects when Redis is away. */
export async function endAttemptTrouble(store: Store, account: Account, route: string): Promise<void> {
  await store.redis.del(troubleKey(account, route));
}

const troubleKey = ({ egress, market }: Account, route: string): string => attemptsTroubleKey(egress, market, route);
