import { createHash } from 'node:crypto';
import type { Store } from '../redis/connect.ts';
import { type Pause, parsePause } from './pause.ts';

/**
 * For whom weight is. `live` polls come first, then what callers ask for (`callerKind`), then the `fill` of history, which takes only what these
 * two leave.
 */
export type Kind = 'live' | 'fill' | `caller-${string}`;

/** Long enough to tell callers apart; of a key so little says nothing that it could be found by. */
const CALLER_DIGITS = 8;

/** @param caller whatever names who asks. It may be an access key: only a part of its hash is stored */
export const callerKind = (caller: string): Kind =>
  `caller-${createHash('sha256').update(caller).digest('hex').slice(0, CALLER_DIGITS)}`;

/** Which caller it is for; '' where it is for none. */
export const callerIn = (kind: Kind): string => (kind.startsWith('caller-') ? kind.slice('caller-'.length) : '');

/** What became of a wish for weight. */
export interface Reservation {
  /** `spent`: the window has no weight left · `damaged`: what is counted, or asked for, is no number: nothing is granted. */
  readonly outcome: 'granted' | 'spent' | 'paused' | 'damaged';
  /** Weight counted in this window so far, ours and others'. */
  readonly used: number;
  /** The same without what may be our own, counted before Redis lost it. */
  readonly usedForSure: number;
  /** `paused`: the pause that stands; null where it is damaged, and stands until it expires. */
  readonly pause: Pause | null;
  /** `damaged`: what is. */
  readonly damage: string | null;
  /** `spent`, for a caller: what is spent: the window, what callers may have of it, or what this one may have of that. */
  readonly spent?: 'window' | 'callers' | 'caller';
  /** `spent`, of a sliding window, for a caller: exchange-clock ms from which on it would be granted if nothing else were sent. */
  readonly freeAt?: number;
}

/** What the commands that reserve return: status, used, used but for what is not sure, text. */
export type ReservationReply = [number, number, number, string];

const outcomes: Readonly<Record<number, Reservation['outcome']>> = {
  1: 'granted',
  0: 'spent',
  [-1]: 'paused',
  [-2]: 'damaged',
};

/** What the log calls it: the key is another one each minute. */
const COUNTER = 'the weight counter';

/**
 * @param pauseKey where the pause of the reply lies
 * @param until when a damaged counter is replaced, in words
 * @param counter what the log calls it
 */
export function readReservation(
  store: Store,
  pauseKey: string,
  [status, used, usedForSure, said]: ReservationReply,
  until: string,
  counter = COUNTER,
): Reservation {
  const outcome = outcomes[status] ?? 'damaged';
  const damage = outcome === 'damaged' ? said : null;
  if (damage !== null) store.damage.found(counter, damage, `grants no weight until ${until}`);
  else store.damage.sound(counter);
  const pause = outcome === 'paused' ? parsePause(store, pauseKey, said) : null;
  return { outcome, used, usedForSure, damage, pause, ...(outcome === 'spent' && spentIn(said)) };
}

function spentIn(said: string): Pick<Reservation, 'spent' | 'freeAt'> {
  const [what, freeAt] = said.split(' ');
  const spent = what === 'callers' || what === 'caller' ? what : 'window';
  return { spent, ...(freeAt !== undefined && { freeAt: Number(freeAt) }) };
}
