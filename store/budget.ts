import type { Store } from './connect.ts';
import { budgetKey, limitsKey, type Market, pauseKey } from './keys.ts';

/** A stop of everything on one egress, ordered by the exchange. */
export interface Pause {
  /** 429 limit broken, 418 banned, 403 blocked, 451 not served from here. */
  readonly status: number;
  /** Exchange-clock ms until which nothing may be sent. */
  readonly until: number;
  /** The exchange has not said for how long: it ends as soon as a ping is answered otherwise, and by itself when nobody pings. */
  readonly awaitsPing?: true;
}

/** The market's limits as exchangeInfo tells them. */
export interface Limits {
  readonly weightPerMinute: number;
}

/** What Binance spot allowed in 2026; used only until exchangeInfo has told. */
export const DEFAULT_LIMITS: Limits = { weightPerMinute: 6000 };

export interface Reservation {
  readonly granted: boolean;
  /** Weight counted in this minute so far, ours and others'. */
  readonly used: number;
  readonly pause: Pause | null;
}

/** The egress and market whose weight is counted. */
export interface Account {
  readonly egress: string;
  readonly market: Market;
}

export interface Wanted {
  readonly weight: number;
  /** Weight that all of us and others may spend in a minute. */
  readonly allowance: number;
  /** Exchange-clock ms at which the request is sent. */
  readonly now: number;
  /** The exchange may count a request sent now up to so many ms later: at the end of a minute it is charged to the next one too. */
  readonly marginMs: number;
  /** A ping passes a pause that waits for one. */
  readonly isPing?: boolean;
}

const MINUTE = 60_000;

export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE);

const counterOf = ({ egress, market }: Account, minute: number): string => budgetKey(egress, market, minute);

/** Reserves weight in the minute of `now`, since Binance counts per IP and fixed UTC minute. */
export async function reserveWeight(store: Store, account: Account, wanted: Wanted): Promise<Reservation> {
  const { weight, allowance, now, marginMs, isPing = false } = wanted;
  const minute = minuteOf(now);
  const [granted, used, pause] = await store.redis.reserve(
    counterOf(account, minute),
    counterOf(account, minute - 1),
    counterOf(account, minute + 1),
    pauseKey(account.egress, account.market),
    weight,
    Math.floor(allowance),
    minuteOf(now + marginMs) === minute ? 0 : 1,
    isPing ? 1 : 0,
  );
  return { granted: granted === 1, used, pause: parsePause(pause) };
}

/** Notes the weight that the exchange's header says it has counted in a minute: what is beyond ours is foreign. */
export async function correctWeight(store: Store, account: Account, used: number, minute: number): Promise<void> {
  await store.redis.correct(counterOf(account, minute), used);
}

/** Charges a request that was reserved earlier to `minute` too: it took so long that the exchange may have counted it there. */
export async function chargeLate(store: Store, account: Account, weight: number, minute: number): Promise<void> {
  await store.redis.chargeLate(counterOf(account, minute), counterOf(account, minute - 1), weight);
}

/** Redis was away in the minute of `now` (exchange-clock ms) and may have lost counts: its foreign weight may be our own. */
export async function distrustMinute(store: Store, account: Account, now: number): Promise<void> {
  await store.redis.distrust(counterOf(account, minuteOf(now)));
}

/** Weight of the minute of `now` (exchange-clock ms), ours and others'. */
export async function readUsedWeight(store: Store, { egress, market }: Account, now: number): Promise<number> {
  const counts = await store.redis.hmget(budgetKey(egress, market, minuteOf(now)), 'own', 'foreign');
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

/** The plan looks at so many minutes, the present one included. */
const FOREIGN_MINUTES = 5;

/** By then every request of the minute before is answered or given up, and charged where it belongs. */
const SETTLED_AFTER_MS = 6_000;

/**
 * Weight per minute that other programs on the same IP spend, as the counters say it: the highest of the last five minutes that were
 * counted from their beginning. In another minute it may be what we spent before Redis lost its count.
 *
 * @param now exchange-clock ms
 */
export async function readForeignWeight(store: Store, account: Account, now: number): Promise<number> {
  const last = minuteOf(now - SETTLED_AFTER_MS);
  const minutes = Array.from({ length: FOREIGN_MINUTES }, (_, index) => minuteOf(now) - index);
  const counts = await Promise.all(
    minutes
      .filter((minute) => minute <= last)
      .map((minute) => store.redis.hmget(counterOf(account, minute), 'foreign', 'whole')),
  );
  return Math.max(0, ...counts.map(([foreign, whole]) => (whole === '1' ? Number(foreign ?? 0) : 0)));
}

/** Below this share of the limit it is noise. */
const FOREIGN_NOISE = 0.01;

/** The plan sets foreign weight aside in steps, so that it does not change with every reading. */
const FOREIGN_STEP = 100;

/** What the plan sets aside for so much foreign weight a minute: 0, or the next step. */
export function roundForeign(foreign: number, { weightPerMinute }: Limits): number {
  return foreign < weightPerMinute * FOREIGN_NOISE ? 0 : Math.ceil(foreign / FOREIGN_STEP) * FOREIGN_STEP;
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

export function parsePause(stored: string | null): Pause | null {
  return stored ? (JSON.parse(stored) as Pause) : null;
}

export async function writeLimits(store: Store, market: Market, limits: Limits): Promise<void> {
  await store.redis.set(limitsKey(market), JSON.stringify(limits));
}

export function parseLimits(stored: string | null): Limits {
  return stored === null ? DEFAULT_LIMITS : (JSON.parse(stored) as Limits);
}
