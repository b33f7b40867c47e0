import { FOREIGN_WINDOWS, MOST_WEIGHT, SETTLED_AFTER_MS } from '../../model/limits.ts';
import type { Store } from '../redis/connect.ts';
import { budgetKey, pauseKey } from '../redis/keys.ts';
import { isWrongType, wholeOf } from '../redis/stored.ts';
import type { Account } from './account.ts';
import { callerIn, type Kind, type Reservation, readReservation } from './reservation.ts';

/** Weight that an exchange counts by fixed windows, which begin at whole multiples of their length since 1970. */

export interface Wanted {
  readonly weight: number;
  /** Weight that all of us and others may spend in a window. */
  readonly allowance: number;
  /** Exchange-clock ms at which the request is sent. */
  readonly now: number;
  /** The exchange may count a request sent now up to so many ms later: at the end of a window it is charged to the next one too. */
  readonly marginMs: number;
  /** A ping passes a pause that waits for one. */
  readonly isPing?: boolean;
  /** Default: `live`. */
  readonly kind?: Kind;
  /** What callers may have of a window in all; default 0. */
  readonly callers?: number;
  /** Both allowances of the window after; default: the same. */
  readonly after?: { readonly allowance: number; readonly callers: number };
}

const MINUTE = 60_000;

/** A counter is kept for as long as anybody asks for it. */
const keptSeconds = (windowMs: number): number => Math.ceil(((FOREIGN_WINDOWS + 2) * windowMs) / 1000);

/** The number of the window of an exchange-clock time. */
export const windowOf = (ms: number, windowMs = MINUTE): number => Math.floor(ms / windowMs);

const counterOf = ({ egress, market, pool }: Account, index: number, windowMs: number): string =>
  budgetKey(egress, market, index, windowMs, pool);

/** Reserves weight in the window of `now`: exchanges count per IP address. */
export async function reserveWeight(
  store: Store,
  account: Account,
  wanted: Wanted,
  windowMs = MINUTE,
): Promise<Reservation> {
  const { weight, allowance, now, marginMs, isPing = false, kind = 'live', callers = 0 } = wanted;
  const { after = { allowance, callers } } = wanted;
  const caller = callerIn(kind);
  const index = windowOf(now, windowMs);
  const key = pauseKey(account.egress, account.market);
  const reply = await store.redis.reserve(
    counterOf(account, index, windowMs),
    counterOf(account, index - 1, windowMs),
    counterOf(account, index + 1, windowMs),
    key,
    weight,
    Math.floor(allowance),
    windowOf(now + marginMs, windowMs) === index ? 0 : 1,
    isPing ? 1 : 0,
    keptSeconds(windowMs),
    kind === 'live' || kind === 'fill' ? kind : 'caller',
    Math.floor(callers),
    Math.floor(after.allowance),
    Math.floor(after.callers),
    caller,
  );
  return readReservation(store, key, reply, windowMs === MINUTE ? 'its minute is over' : 'its window is over');
}

/**
 * Notes the weight that the exchange's header says it has counted in a window: what is beyond ours is foreign.
 *
 * @param isSure nothing that we counted in this window can have been lost (`isCounted`); else it counts for what may be sent, not for
 * the plan
 */
export async function correctWeight(
  store: Store,
  account: Account,
  used: number,
  index: number,
  isSure: boolean,
  windowMs = MINUTE,
): Promise<void> {
  const key = counterOf(account, index, windowMs);
  await store.redis.correct(key, used, isSure ? 1 : 0, keptSeconds(windowMs));
}

/** Charges a request that was reserved earlier to a window too: it took so long that the exchange may have counted it there. */
export async function chargeLate(
  store: Store,
  account: Account,
  weight: number,
  index: number,
  windowMs = MINUTE,
  kind: Kind = 'live',
): Promise<void> {
  const [key, before] = [counterOf(account, index, windowMs), counterOf(account, index - 1, windowMs)];
  await store.redis.chargeLate(key, before, weight, keptSeconds(windowMs), callerIn(kind));
}

type Counted = readonly (string | null)[] | null;

/** Fields of a window's counter; null where its key is damaged. */
async function readCounter(store: Store, key: string, ...fields: string[]): Promise<Counted> {
  // It is said when weight is reserved.
  return store.redis.hmget(key, ...fields).catch((error: unknown) => {
    if (isWrongType(error)) return null;
    throw error;
  });
}

/** Weight of the window of `now` (exchange-clock ms), ours and others'; null where the counter is damaged. */
export async function readUsedIn(
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
): Promise<number | null> {
  const counts = await readCounter(store, counterOf(account, windowOf(now, windowMs), windowMs), 'own', 'foreign');
  const [own, foreign] = (counts ?? ['', '']).map((count) => (count === null ? 0 : wholeOf(count, MOST_WEIGHT)));
  return own == null || foreign == null ? null : own + foreign;
}

/** What of it is for callers; null where that is damaged. */
export async function readCallersIn(
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
): Promise<number | null> {
  const counts = await readCounter(store, counterOf(account, windowOf(now, windowMs), windowMs), 'callers');
  if (counts === null) return null;
  const [callers = null] = counts;
  return callers === null ? 0 : wholeOf(callers, MOST_WEIGHT);
}

/**
 * Weight that other programs on the same IP spend in a window, as the counters say it: the highest of the last five windows that were
 * counted from their beginning, as far as it is sure. Else it may be what we spent before Redis lost its count.
 *
 * @param now exchange-clock ms
 */
export async function readForeignIn(store: Store, account: Account, now: number, windowMs: number): Promise<number> {
  const last = windowOf(now - SETTLED_AFTER_MS, windowMs);
  const indexes = Array.from({ length: FOREIGN_WINDOWS }, (_, index) => windowOf(now, windowMs) - index);
  const counts = await Promise.all(
    indexes
      .filter((index) => index <= last)
      .map((index) => readCounter(store, counterOf(account, index, windowMs), 'sure', 'whole')),
  );
  const sure = counts.map((fields) => (fields?.[1] === '1' ? wholeOf(fields[0], MOST_WEIGHT) : null));
  return Math.max(0, ...sure.map((weight) => weight ?? 0));
}
