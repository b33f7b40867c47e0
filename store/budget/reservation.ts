import type { Store } from '../redis/connect.ts';
import { type Pause, parsePause } from './pause.ts';

/** `live` polls come before the `fill` of history, which takes only what they leave. */
export type Kind = 'live' | 'fill';

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
  return { outcome, used, usedForSure, damage, pause: outcome === 'paused' ? parsePause(store, pauseKey, said) : null };
}
