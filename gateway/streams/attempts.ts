import type { StreamProtocol } from '../../exchanges/streamProtocol.ts';
import type { Account } from '../../store/budget/account.ts';
import { endAttemptTrouble, failAttempt, reserveAttempt, tryAttempt } from '../../store/budget/attempts.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { Store } from '../../store/redis/connect.ts';
import { isRedisError, nullIfRedisError } from '../../store/redis/redisError.ts';

/** A socket may be opened now, or why not, in words, and ms until it is worth asking again. */
export type Permission = { readonly why: null } | { readonly why: string; readonly waitMs: number };

/**
 * The account of sockets that were opened, shared by all processes of an egress. While Redis is away nobody knows what the others do: sockets
 * that stand go on, and no new one is opened.
 */
export interface Attempts {
  /** @param route kind of socket @param isReplacement another one stands, and ends soon: what is kept for that may be spent */
  ask(route: string, isReplacement: boolean): Promise<Permission>;
  /** A socket has brought nothing. @param waitMs as long as the exchange wants us to wait; 0: it does not say */
  failed(route: string, waitMs: number): Promise<void>;
  /** A socket has brought an event. */
  succeeded(route: string): Promise<void>;
  /** How many sockets may still be opened in the present window, as last known; null: nobody has asked. */
  left(): number | null;
}

export interface AttemptsOptions {
  readonly store: Store;
  readonly account: Account;
  readonly protocol: Pick<StreamProtocol, 'attempts' | 'reservedAttempts'>;
  readonly clock: Pick<ExchangeClock, 'nowOrWall' | 'uncertainty'>;
  /** Names this process (`holderName`). */
  readonly who: string;
}

/** A refusal that does not say for how long it holds is asked about again after this, ms. */
const ASK_AGAIN_MS = 1_000;

/** Where nothing is left it takes a while until something is. */
const SPENT_MS = 5_000;

export function createAttempts({ store, account, protocol, clock, who }: AttemptsOptions): Attempts {
  const limit = { limit: protocol.attempts, reserved: protocol.reservedAttempts };
  let left: number | null = null;

  async function ask(route: string, isReplacement: boolean): Promise<Permission> {
    const waitMs = await tryAttempt(store, account, route, who);
    if (waitMs > 0) return { why: 'the sockets opened last have failed: one is tried for all', waitMs };
    const moment = { now: clock.nowOrWall(), uncertainty: clock.uncertainty() };
    const { outcome, used } = await reserveAttempt(store, account, limit, isReplacement, moment);
    if (outcome === 'granted' || outcome === 'spent') left = Math.max(0, protocol.attempts.weight - used);
    if (outcome === 'granted') return { why: null };
    if (outcome === 'spent') return { why: 'as many sockets were opened as may be', waitMs: SPENT_MS };
    if (outcome === 'paused') return { why: 'the exchange has told us to wait', waitMs: ASK_AGAIN_MS };
    return { why: 'the count of opened sockets in Redis is damaged', waitMs: SPENT_MS };
  }

  return {
    async ask(route, isReplacement) {
      try {
        return await ask(route, isReplacement);
      } catch (error) {
        if (!isRedisError(error)) throw error;
        return { why: 'Redis is away, which counts opened sockets', waitMs: ASK_AGAIN_MS };
      }
    },
    // Where Redis is away no other socket is opened anyway.
    async failed(route, waitMs) {
      await failAttempt(store, account, route, waitMs).catch(nullIfRedisError);
    },
    async succeeded(route) {
      await endAttemptTrouble(store, account, route).catch(nullIfRedisError);
    },
    left: () => left,
  };
}
