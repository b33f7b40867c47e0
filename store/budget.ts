import type { Market } from '../markets/markets.js';
import { LEAST_LIMIT, type Limits, MOST_LIMIT } from '../model/limits.ts';
import { monotonicMs } from '../runtime/machine.ts';
import type { Store } from './connect.ts';
import { budgetKey, limitsKey, pauseKey } from './keys.ts';
import { isWrongType, numberFrom, record, storedJson, time, wholeOf } from './stored.ts';

/** A stop of everything on one egress, ordered by the exchange. */
export interface Pause {
  /** 429 limit broken, 418 banned, 403 blocked, 451 not served from here. */
  readonly status: number;
  /** Exchange-clock ms until which nothing may be sent. */
  readonly until: number;
  /** The exchange has not said for how long: it ends as soon as a ping is answered otherwise, and by itself when nobody pings. */
  readonly awaitsPing?: true;
}

/** A minute's counter above this is damaged. */
const MOST_WEIGHT = 1_000_000;

export interface Reservation {
  /** `spent`: the minute has no weight left · `damaged`: what is counted, or asked for, is no number: nothing is granted. */
  readonly outcome: 'granted' | 'spent' | 'paused' | 'damaged';
  /** Weight counted in this minute so far, ours and others'. */
  readonly used: number;
  /** The same without what may be our own, counted before Redis lost it. */
  readonly sure: number;
  /** `paused`: the pause that stands; null where it is damaged, and stands until it expires. */
  readonly pause: Pause | null;
  /** `damaged`: what is. */
  readonly damage: string | null;
}

/** What the log calls it: the key is another one each minute. */
const COUNTER = 'the weight counter';

const outcomes: Readonly<Record<number, Reservation['outcome']>> = {
  1: 'granted',
  0: 'spent',
  [-1]: 'paused',
  [-2]: 'damaged',
};

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

/** No request is charged to a minute so long before it begins. */
const CHARGED_BEFORE_MS = 2_000;

/** By then every request of the minute before is answered or given up, and charged where it belongs. */
const SETTLED_AFTER_MS = 6_000;

export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE);

const counterOf = ({ egress, market }: Account, minute: number): string => budgetKey(egress, market, minute);

/** Reserves weight in the minute of `now`: exchanges count per IP address, those served so far by fixed UTC minutes. */
export async function reserveWeight(store: Store, account: Account, wanted: Wanted): Promise<Reservation> {
  const { weight, allowance, now, marginMs, isPing = false } = wanted;
  const minute = minuteOf(now);
  const key = pauseKey(account.egress, account.market);
  const [status, used, sure, said] = await store.redis.reserve(
    counterOf(account, minute),
    counterOf(account, minute - 1),
    counterOf(account, minute + 1),
    key,
    weight,
    Math.floor(allowance),
    minuteOf(now + marginMs) === minute ? 0 : 1,
    isPing ? 1 : 0,
  );
  const outcome = outcomes[status] ?? 'damaged';
  const damage = outcome === 'damaged' ? said : null;
  if (damage !== null) store.damage.found(COUNTER, damage, 'grants no weight until its minute is over');
  else store.damage.sound(COUNTER);
  return { outcome, used, sure, damage, pause: outcome === 'paused' ? parsePause(store, key, said) : null };
}

/**
 * Notes the weight that the exchange's header says it has counted in a minute: what is beyond ours is foreign.
 *
 * @param isSure nothing that we counted in this minute can have been lost (`isCounted`); else it counts for what may be sent, not for
 * the plan
 */
export async function correctWeight(
  store: Store,
  account: Account,
  used: number,
  minute: number,
  isSure: boolean,
): Promise<void> {
  await store.redis.correct(counterOf(account, minute), used, isSure ? 1 : 0);
}

/**
 * Whether Redis has lost nothing that was charged to a minute: this connection has stood since before it could be. A Redis that ends, or
 * gives way to its replica, breaks all connections, and may come back with older counts, or none.
 *
 * @param now exchange-clock ms
 */
export const isCounted = (store: Pick<Store, 'upSince'>, minute: number, now: number): boolean =>
  monotonicMs() - store.upSince() >= now - minute * MINUTE + CHARGED_BEFORE_MS;

/** Charges a request that was reserved earlier to `minute` too: it took so long that the exchange may have counted it there. */
export async function chargeLate(store: Store, account: Account, weight: number, minute: number): Promise<void> {
  await store.redis.chargeLate(counterOf(account, minute), counterOf(account, minute - 1), weight);
}

type Counted = readonly (string | null)[] | null;

/** Fields of a minute's counter; null where its key is damaged. */
async function readCounter(store: Store, account: Account, minute: number, ...fields: string[]): Promise<Counted> {
  const key = counterOf(account, minute);
  // It is said when weight is reserved.
  return store.redis.hmget(key, ...fields).catch((error: unknown) => {
    if (isWrongType(error)) return null;
    throw error;
  });
}

/** Weight of the minute of `now` (exchange-clock ms), ours and others'; null where the counter is damaged. */
export async function readUsedWeight(store: Store, account: Account, now: number): Promise<number | null> {
  const counts = await readCounter(store, account, minuteOf(now), 'own', 'foreign');
  const [own, foreign] = (counts ?? ['', '']).map((count) => (count === null ? 0 : wholeOf(count, MOST_WEIGHT)));
  return own == null || foreign == null ? null : own + foreign;
}

/** The plan looks at so many minutes, the present one included. */
const FOREIGN_MINUTES = 5;

/**
 * Weight per minute that other programs on the same IP spend, as the counters say it: the highest of the last five minutes that were
 * counted from their beginning, as far as it is sure. Else it may be what we spent before Redis lost its count.
 *
 * @param now exchange-clock ms
 */
export async function readForeignWeight(store: Store, account: Account, now: number): Promise<number> {
  const last = minuteOf(now - SETTLED_AFTER_MS);
  const minutes = Array.from({ length: FOREIGN_MINUTES }, (_, index) => minuteOf(now) - index);
  const counts = await Promise.all(
    minutes.filter((minute) => minute <= last).map((minute) => readCounter(store, account, minute, 'sure', 'whole')),
  );
  const sure = counts.map((fields) => (fields?.[1] === '1' ? wholeOf(fields[0], MOST_WEIGHT) : null));
  return Math.max(0, ...sure.map((weight) => weight ?? 0));
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

/** The pause, or null where there is none, or a damaged one: `reserveWeight` obeys that too, until it expires. */
export const parsePause = storedJson<Pause>(
  record({ status: numberFrom(100, 599), until: time, awaitsPing: { const: true } }, ['awaitsPing']),
);

export async function writeLimits(store: Store, market: Market, limits: Limits): Promise<void> {
  await store.redis.set(limitsKey(market), JSON.stringify(limits));
}

/** The limits as stored; null where they are not, or damaged. */
export const parseLimits = storedJson<Limits>(record({ weightPerMinute: numberFrom(LEAST_LIMIT, MOST_LIMIT) }));
