import { FOREIGN_WINDOWS, MOST_WEIGHT, SETTLED_AFTER_MS, stepMsOf } from '../../model/limits.ts';
import type { Store } from '../redis/connect.ts';
import { pauseKey, slidingKey } from '../redis/keys.ts';
import { isWrongType, wholeOf } from '../redis/stored.ts';
import type { Account } from './account.ts';
import { type Kind, type Reservation, readReservation } from './reservation.ts';

/**
 * Weight that an exchange counts over the time that has just passed (docs/decisions/0014-windows-of-a-limit.md). A request is counted from
 * its reservation until a window after the latest moment at which it can have arrived. So whichever requests arrive within one window of
 * each other, all of them were counted when the last of them was reserved, and their sum was allowed. How far clocks may be off is added
 * on both sides.
 */

/** What a clock says, and how far it may be off, ms. */
export interface Moment {
  /** Exchange-clock ms. */
  readonly now: number;
  readonly uncertainty: number;
}

/** What a request weighs, and for whom it is. */
export interface Load {
  readonly weight: number;
  readonly kind: Kind;
}

export interface SlidingWanted extends Load, Moment {
  /** Weight that all of us and others may spend in a window. */
  readonly allowance: number;
  /** What of it `fill` may have. */
  readonly fillAllowance: number;
  readonly isPing: boolean;
  /** What callers may have in all; default 0. */
  readonly callers?: number;
}

/** A clock that nobody has measured counts as off by so much, ms: a machine that keeps time is off by less. */
const MOST_UNCERTAINTY_MS = 10_000;

const keyOf = ({ egress, market, pool }: Account, windowMs: number): string =>
  slidingKey(egress, market, windowMs, pool);

/** How far the clock may be off. */
const offBy = ({ uncertainty }: Moment): number => Math.min(uncertainty, MOST_UNCERTAINTY_MS);

/** What is free by then is free for sure. */
const sureBy = (moment: Moment): number => Math.floor(moment.now - offBy(moment));

/** A counter is kept until all that it holds is free. */
const keptSeconds = (windowMs: number): number =>
  Math.ceil((windowMs + 2 * SETTLED_AFTER_MS + 2 * MOST_UNCERTAINTY_MS) / 1000);

/** When the weight of a request that has arrived by then is free again, ms: rounded up, so that a counter holds few different times. */
export function freeAt(arrivedBy: Moment, windowMs: number): number {
  const step = stepMsOf(windowMs);
  return Math.ceil((arrivedBy.now + offBy(arrivedBy) + windowMs) / step) * step;
}

/** The same while it is under way. */
export const freeAtLatest = (sent: Moment, windowMs: number): number =>
  freeAt({ ...sent, now: sent.now + SETTLED_AFTER_MS }, windowMs);

/**
 * Reserves weight in the window that begins now; `settleSliding` says later when it ends.
 *
 * @param other counter, where something else than requests is counted so: its key, and what the log calls it
 */
export async function reserveSliding(
  store: Store,
  account: Account,
  wanted: SlidingWanted,
  windowMs: number,
  other?: { readonly key: string; readonly name: string },
): Promise<Reservation> {
  const key = pauseKey(account.egress, account.market);
  const reply = await store.redis.reserveSliding(
    other?.key ?? keyOf(account, windowMs),
    key,
    wanted.weight,
    wanted.kind,
    Math.floor(wanted.allowance),
    Math.floor(wanted.fillAllowance),
    sureBy(wanted),
    freeAtLatest(wanted, windowMs),
    wanted.isPing ? 1 : 0,
    keptSeconds(windowMs),
    Math.floor(wanted.callers ?? 0),
  );
  return readReservation(store, key, reply, 'it expires', other?.name);
}

/** A request that was reserved when it was sent is over by now: its weight is free a window later. */
export async function settleSliding(
  store: Store,
  account: Account,
  { weight, kind }: Load,
  sent: Moment,
  over: Moment,
  windowMs: number,
): Promise<void> {
  const [from, to] = [freeAtLatest(sent, windowMs), freeAt(over, windowMs)];
  await store.redis.settleSliding(keyOf(account, windowMs), weight, kind, from, to, keptSeconds(windowMs));
}

/**
 * Notes the weight that the exchange says it has counted in the window before the answer to a request: what is beyond ours is foreign.
 *
 * @param isSure this connection has lost nothing of it; else it counts for what may be sent, not for the plan
 */
export async function correctSliding(
  store: Store,
  account: Account,
  used: number,
  sent: Moment,
  answered: Moment,
  isSure: boolean,
  windowMs: number,
): Promise<void> {
  await store.redis.correctSliding(
    keyOf(account, windowMs),
    used,
    sureBy(sent),
    freeAt(answered, windowMs),
    isSure ? countedSince(sent, windowMs) : 0,
    Math.floor(answered.now / windowMs),
    FOREIGN_WINDOWS,
    keptSeconds(windowMs),
  );
}

/** A counter that has stood since then holds all that the window of a request can hold of ours, exchange-clock ms. */
export const countedSince = (sent: Moment, windowMs: number): number => sureBy(sent) - windowMs - SETTLED_AFTER_MS;

/** Fields of the counter; null where its key is damaged. */
async function readCounter(store: Store, account: Account, windowMs: number): Promise<[string, string][] | null> {
  try {
    return Object.entries(await store.redis.hgetall(keyOf(account, windowMs)));
  } catch (error) {
    // It is said when weight is reserved.
    if (isWrongType(error)) return null;
    throw error;
  }
}

/** Weight of the window up to now (exchange-clock ms), ours and others'; null where the counter is damaged. */
export const readUsedSliding = (
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
): Promise<number | null> => sumUp(store, account, now, windowMs, /^(?:live|fill|foreign|caller-\w+):(\d+)$/);

/** What of it is for callers; null where the counter is damaged. */
export const readCallersSliding = (
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
): Promise<number | null> => sumUp(store, account, now, windowMs, /^caller-\w+:(\d+)$/);

/** @param named matches the fields that count, and in them when they are free, ms */
async function sumUp(
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
  named: RegExp,
): Promise<number | null> {
  const fields = await readCounter(store, account, windowMs);
  const weights = fields?.flatMap(([field, weight]) => {
    const [, freeMs] = named.exec(field) ?? [];
    return freeMs !== undefined && Number(freeMs) > now ? [wholeOf(weight, MOST_WEIGHT)] : [];
  });
  const isSound = (known: (number | null)[]): known is number[] => !known.includes(null);
  return weights !== undefined && isSound(weights) ? weights.reduce((sum, weight) => sum + weight, 0) : null;
}

/** Weight that other programs on the same IP spend in a window: the highest of the last five, as far as it is sure. */
export async function readForeignSliding(
  store: Store,
  account: Account,
  now: number,
  windowMs: number,
): Promise<number> {
  const first = Math.floor(now / windowMs) - FOREIGN_WINDOWS;
  const fields = (await readCounter(store, account, windowMs)) ?? [];
  const sure = fields.map(([field, weight]) => {
    const [, index] = /^sure:(\d+)$/.exec(field) ?? [];
    return index !== undefined && Number(index) > first ? (wholeOf(weight, MOST_WEIGHT) ?? 0) : 0;
  });
  return Math.max(0, ...sure);
}
