import type { Window } from '../model/limits.ts';
import type { Account } from '../store/budget/account.ts';
import type { Kind, Reservation } from '../store/budget/reservation.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import type { Store } from '../store/redis/connect.ts';
import type { Allowance } from './allowance.ts';

/** Weight of one request, from before it is sent until it is over. */
export interface Spending {
  /** Only what was granted is sent, and only of that the rest is called. */
  readonly reservation: Reservation;
  /** The exchange has answered, and says what it has counted. Rejects when Redis is away. */
  told(usedWeight: number): Promise<void>;
  /**
   * It is over. From an answer on it is known when it can have been counted; one that is given up may still be on its way. Rejects when
   * Redis is away.
   */
  over(isAnswered: boolean): Promise<void>;
}

export interface SpendingContext {
  readonly store: Store;
  readonly account: Account;
  readonly clock: ExchangeClock;
}

/** What a request needs. */
export interface Wish {
  readonly weight: number;
  /** By exchange-clock ms. */
  readonly allowance: (at: number) => Allowance;
  readonly kind: Kind;
  /** It passes a pause that waits for a ping. */
  readonly isPing: boolean;
}

/** Reserves weight for one request, which is sent at once. Rejects when Redis is away. */
export type Spend = (context: SpendingContext, window: Window, wish: Wish) => Promise<Spending>;
