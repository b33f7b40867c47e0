import type { Store } from './connect.ts';
import { budgetKey, limitsKey, type Market, pauseKey } from './keys.ts';

/** A stop of everything on one egress, ordered by the exchange. */
export interface Pause {
  /** 429 limit broken, 418 banned. */
  readonly status: number;
  /** Exchange-clock ms until which nothing may be sent. */
  readonly until: number;
}

/** The market's limits as exchangeInfo tells them. */
export interface Limits {
  readonly weightPerMinute: number;
}

/** What Binance spot allowed in 2026; used only until exchangeInfo has told. */
export const DEFAULT_LIMITS: Limits = { weightPerMinute: 6000 };

export interface Reservation {
  readonly granted: boolean;
  /** Weight counted in this minute so far. */
  readonly used: number;
  readonly pause: Pause | null;
}

/** The egress and market whose weight is counted. */
export interface Account {
  readonly egress: string;
  readonly market: Market;
}

export const minuteOf = (ms: number): number => Math.floor(ms / 60_000);

/**
 * Reserves weight in the minute of `now` (exchange-clock ms), since Binance counts per IP and fixed UTC minute.
 *
 * @param allowance weight all of us may spend in the minute
 */
export async function reserveWeight(
  store: Store,
  account: Account,
  weight: number,
  allowance: number,
  now: number,
): Promise<Reservation> {
  const counter = budgetKey(account.egress, account.market, minuteOf(now));
  const [granted, used, pause] = await store.redis.reserve(
    counter,
    pauseKey(account.egress, account.market),
    weight,
    Math.floor(allowance),
  );
  return { granted: granted === 1, used, pause: parsePause(pause) };
}

/** Corrects a minute upwards to what the exchange's header says; another program on the same IP may be spending too. */
export async function correctWeight(store: Store, account: Account, used: number, minute: number): Promise<void> {
  await store.redis.correct(budgetKey(account.egress, account.market, minute), used);
}

/** Stops the whole egress, in every process and across restarts. Never shortens a pause that stands. `now`: exchange-clock ms. */
export async function pauseEgress(store: Store, account: Account, pause: Pause, now: number): Promise<void> {
  const lengthMs = Math.max(1, Math.ceil(pause.until - now));
  await store.redis.pause(pauseKey(account.egress, account.market), JSON.stringify(pause), lengthMs);
}

export function parsePause(stored: string | null): Pause | null {
  return stored ? (JSON.parse(stored) as Pause) : null;
}

export async function writeLimits(store: Store, market: Market, limits: Limits): Promise<void> {
  await store.redis.set(limitsKey(market), JSON.stringify(limits));
}

export function parseLimits(stored: string | null): Limits {
  return stored === null ? DEFAULT_LIMITS : (JSON.parse(stored) as Limits);
}
