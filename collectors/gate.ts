import type { Config } from '../config/config.ts';
import { CollectorError } from '../config/errors.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import type { Exchange, ExchangeReply, ExchangeRequest } from '../exchanges/exchange.ts';
import { type Account, correctWeight, minuteOf, type Pause, pauseEgress, reserveWeight } from '../store/budget.ts';
import type { ExchangeClock } from '../store/clock.ts';
import type { Store } from '../store/connect.ts';
import { monotonicMs } from '../store/machine.ts';
import { claimSource } from '../store/source.ts';
import type { MarketWatch } from './marketWatch.ts';

/** `live` polls come before the `fill` of history, which takes only what they leave. */
export type Priority = 'live' | 'fill';

/** A request that was not sent. */
export class NotSent extends CollectorError {
  declare readonly code: 'throttled' | 'paused';
}

/** THE way to the exchange: reserves weight, obeys pauses, knows who answers. One per process. */
export interface Gate {
  /**
   * @throws NotSent while the egress is paused or the minute's weight is spent; ExchangeError when the request fails; StartError when
   * the exchange is not the one the stored data comes from; ioredis errors when Redis is away: nothing is sent then.
   */
  send(request: ExchangeRequest, priority?: Priority): Promise<ExchangeReply>;
  /** Puts a pause that this process knows of back where Redis has lost it. Called each second. Rejects when Redis is away. */
  keepPause(): Promise<void>;
}

export interface GateOptions {
  readonly exchange: Exchange;
  readonly store: Store;
  readonly account: Account;
  readonly clock: ExchangeClock;
  readonly market: MarketWatch;
  readonly config: () => Config;
  /** Weight per minute that live polling needs. */
  readonly plannedWeight: () => number;
  /** Called with each reply that is from the exchange whose data is stored. */
  readonly onReply: () => void;
  /** Called once for each pause this process has met, with its length. */
  readonly onPause: (error: ExchangeError, lengthMs: number) => void;
}

/** A firewall's 403 seldom says for how long: asked again after this time. */
const BLOCKED_MS = 5_000;

export function createGate(options: GateOptions): Gate {
  const { exchange, store, account, clock, market } = options;
  const now = () => (clock.isMeasured() ? clock.now() : Date.now());
  /** This process's own copy of a pause, by the monotonic clock: it holds even if Redis loses its own. */
  let pausedUntil = 0;
  let pausedBy = 0;

  function allowance(priority: Priority): number {
    const all = market.state().limits.weightPerMinute * options.config().budget.share;
    if (priority === 'live') return all;
    const leftOfMinute = 1 - (now() % 60_000) / 60_000;
    return all - options.plannedWeight() * leftOfMinute;
  }

  async function pause(error: ExchangeError): Promise<void> {
    const lengthMs = error.retryAfterMs ?? BLOCKED_MS;
    const isNew = monotonicMs() >= pausedUntil;
    remember({ status: error.status ?? 0, until: now() + lengthMs });
    if (isNew) options.onPause(error, lengthMs);
    // With Redis away the own copy holds, and keepPause tells the others later.
    await keepPause().catch(() => undefined);
  }

  function remember({ status, until }: Pause): void {
    const untilHere = monotonicMs() + until - now();
    if (untilHere <= pausedUntil) return;
    pausedUntil = untilHere;
    pausedBy = status;
  }

  async function keepPause(): Promise<void> {
    const left = pausedUntil - monotonicMs();
    if (left > 0) await pauseEgress(store, account, { status: pausedBy, until: Math.round(now() + left) }, now());
  }

  /** The store remembers whose data it holds; a wiped one is claimed anew. */
  async function checkSource(source: string): Promise<void> {
    if (market.state().source !== source) await claimSource(store, account.market, source);
  }

  return {
    async send(request, priority = 'live') {
      const left = pausedUntil - monotonicMs();
      if (left > 0) throw new NotSent('paused', `the exchange has told us to wait another ${Math.ceil(left / 1000)} s`);
      const sentAt = now();
      const reservation = await reserveWeight(store, account, request.weight, allowance(priority), sentAt);
      if (reservation.pause !== null) {
        remember(reservation.pause);
        throw new NotSent('paused', `the exchange has told us to wait (${reservation.pause.status})`);
      }
      if (!reservation.granted) throw new NotSent('throttled', 'the weight of this minute is spent');
      try {
        const reply = await exchange.get(request);
        await checkSource(reply.source);
        options.onReply();
        const minute = minuteOf(sentAt);
        // At a minute's turn the header may speak of the other minute; unmeasured, the clock may be anywhere.
        const margin = clock.uncertainty();
        const isOneMinute = minuteOf(sentAt - margin) === minute && minuteOf(now() + margin) === minute;
        if (reply.usedWeight !== undefined && isOneMinute && reply.usedWeight > reservation.used) {
          await correctWeight(store, account, reply.usedWeight, minute);
        }
        return reply;
      } catch (error) {
        if (error instanceof ExchangeError && ['rate-limited', 'banned', 'blocked'].includes(error.code))
          await pause(error);
        throw error;
      }
    },

    keepPause,
  };
}
