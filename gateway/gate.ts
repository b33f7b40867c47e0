import type { Exchange } from '../exchanges/connector.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import type { MarketTable } from '../markets/market.js';
import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import { finite } from '../model/finite.ts';
import { CollectorError } from '../runtime/errors.ts';
import { monotonicMs } from '../runtime/machine.ts';
import {
  type Account,
  chargeLate,
  correctWeight,
  isCounted,
  liftPause,
  minuteOf,
  type Pause,
  pauseEgress,
  reserveWeight,
} from '../store/budget.ts';
import type { ExchangeClock } from '../store/clock.ts';
import type { Store } from '../store/connect.ts';
import type { ExchangeReach } from '../store/health.ts';
import { nullIfRedisError } from '../store/redisError.ts';
import { claimSource } from '../store/source.ts';
import { requireFixedMinute } from './fixedMinute.ts';
import { createReach } from './reach.ts';
import type { SharedState } from './sharedState.ts';

/**
 * `live` polls come before the `fill` of history, which takes only what they leave. A `ping` asks whether a block is over, while all
 * else waits.
 */
export type Priority = 'live' | 'fill' | 'ping';

/** A request that was not sent. */
export class NotSent extends CollectorError {
  declare readonly code: 'throttled' | 'paused';
}

/** THE way to the exchange: reserves weight, obeys pauses, knows who answers. One per process and market. */
export interface Gate {
  /**
   * @throws NotSent while the egress is paused or the minute's weight is spent; ExchangeError when the request fails; StartError when
   * the exchange is not the one the stored data comes from; ioredis errors when Redis is away, NotANumber where a weight or what may be
   * spent is none: nothing is sent then.
   */
  send(request: ExchangeRequest, priority?: Priority): Promise<ExchangeReply>;
  /** Puts a pause that this process knows of back where Redis has lost it. Called each second. Rejects when Redis is away. */
  keepPause(): Promise<void>;
  /** Prolongs a pause that waits for a ping, while somebody pings. Rejects when Redis is away. */
  prolong(pause: Pause): Promise<void>;
  /** Ends a pause that waits for a ping, in all processes. Rejects when Redis is away. */
  lift(): Promise<void>;
  /** What this process has seen of the exchange; undefined while nothing was asked. */
  reach(): ExchangeReach | undefined;
}

export interface GateOptions {
  readonly exchange: Exchange;
  readonly store: Store;
  readonly account: Account;
  /** The market's own. */
  readonly table: Pick<MarketTable, 'exchange' | 'limit'>;
  readonly clock: ExchangeClock;
  readonly shared: SharedState;
  /** `budget.share`. */
  readonly share: () => number;
  /** What live polling needs, and what is set aside for others. */
  readonly plan: () => { readonly weightPerMinute: number; readonly foreign: number };
  /** Called with each reply that is from the exchange whose data is stored. */
  readonly onReply: () => void;
  /** Called once for each pause this process has met, and when one is found to be longer, with its length from now on. */
  readonly onPause: (error: ExchangeError, lengthMs: number) => void;
}

/** A firewall seldom says for how long it blocks us: asked so often whether it is over. */
export const PING_EVERY_MS = 5_000;

const MINUTE = 60_000;

/** Without anybody who pings such a pause ends by itself, and whoever asks first finds out. */
const UNTIL_PINGED_MS = PING_EVERY_MS + 3_000;

/** No exchange bans for longer. */
const LONGEST_PAUSE_MS = 7 * 86_400_000;

/** A request sent so shortly before a minute's turn may be counted after it. One that takes longer is charged when it is over. */
const TURN_MARGIN_MS = 250;

/** Answers to requests that were under way together end their pauses within this time of each other. */
const SAME_PAUSE_MS = 5_000;

/** When a pause is over by this process's own clock. A ban is kept to by it even where Redis has lost its data. */
export function endsHere(until: number, now: number): number {
  return monotonicMs() + until - now;
}

/** @throws StartError where the market's table has a limit that cannot be counted */
export function createGate(options: GateOptions): Gate {
  const { exchange, store, account, table, clock, shared } = options;
  requireFixedMinute(account.market, table.limit);
  const now = clock.nowOrWall;
  const reach = createReach();
  /**
   * This process's own copy of a pause, by the monotonic clock: it holds even if Redis loses its own. There is none of a pause that
   * waits for a ping, which ends for all as soon as Redis says so.
   */
  let pausedUntil = 0;
  let pausedBy = 0;
  /** Until when a pause that waits for a ping has been told of. */
  let toldUntil = 0;

  function allowance(priority: Priority): number {
    const all = shared.state().limits.weightPerMinute * options.share();
    if (priority !== 'fill') return all;
    const { weightPerMinute, foreign } = options.plan();
    const leftOfMinute = 1 - (now() % MINUTE) / MINUTE;
    return all - (weightPerMinute + foreign) * leftOfMinute;
  }

  async function pause(error: ExchangeError): Promise<void> {
    const { status = 0, retryAfterMs } = error;
    const lengthMs = retryAfterMs ?? UNTIL_PINGED_MS;
    const isNew = monotonicMs() >= Math.max(pausedUntil, toldUntil);
    const isLonger = retryAfterMs !== undefined && monotonicMs() + lengthMs > pausedUntil + SAME_PAUSE_MS;
    const met: Pause = { status, until: Math.round(now() + lengthMs) };
    if (retryAfterMs === undefined) toldUntil = monotonicMs() + lengthMs;
    else remember(met);
    if (isNew || isLonger) options.onPause(error, lengthMs);
    // With Redis away the own copy holds, and keepPause tells the others later.
    await (retryAfterMs === undefined ? prolong(met) : keepPause()).catch(nullIfRedisError);
  }

  function remember({ status, until }: Pause): void {
    const untilHere = endsHere(until, now());
    if (untilHere <= pausedUntil) return;
    pausedUntil = untilHere;
    pausedBy = status;
  }

  /**
   * Before the exchange's clock is known its end may seem to be years off, and one that is longer than any ban is damaged: Redis lets it
   * run out in time.
   */
  function rememberShared(stands: Pause): void {
    const isBelieved = clock.isMeasured() && stands.until - now() <= LONGEST_PAUSE_MS;
    if (stands.awaitsPing !== true && isBelieved) remember(stands);
  }

  async function keepPause(): Promise<void> {
    const stands = shared.state().pause;
    if (stands !== null) rememberShared(stands);
    const left = pausedUntil - monotonicMs();
    if (left > 0) await pauseEgress(store, account, { status: pausedBy, until: Math.round(now() + left) }, now());
  }

  async function prolong({ status }: Pause): Promise<void> {
    const until = Math.round(now() + UNTIL_PINGED_MS);
    await pauseEgress(store, account, { status, until, awaitsPing: true }, now());
  }

  /** The store remembers whose data it holds; a wiped one is claimed anew. */
  async function checkSource(source: string): Promise<void> {
    if (shared.state().source !== source) await claimSource(store, account.market, source, table);
  }

  async function reserve({ path, weight }: ExchangeRequest, priority: Priority, sentAt: number, marginMs: number) {
    const left = pausedUntil - monotonicMs();
    if (left > 0) throw new NotSent('paused', `the exchange has told us to wait another ${Math.ceil(left / 1000)} s`);
    const reservation = await reserveWeight(store, account, {
      weight: finite(`the weight of ${path}`, weight),
      allowance: finite('the weight that may be spent in a minute', allowance(priority)),
      now: sentAt,
      marginMs,
      isPing: priority === 'ping',
    });
    const { outcome, pause: stands, damage } = reservation;
    if (outcome === 'granted') return reservation;
    if (outcome === 'spent') throw new NotSent('throttled', 'the weight of this minute is spent');
    if (outcome === 'damaged') throw new NotSent('throttled', `nothing is sent: ${damage} in Redis is damaged`);
    if (stands === null)
      throw new NotSent('paused', 'nothing is sent until the pause in Redis, which is damaged, expires');
    rememberShared(stands);
    throw new NotSent('paused', `the exchange has told us to wait (${stands.status})`);
  }

  return {
    async send(request, priority = 'live') {
      const sentAt = now();
      const minute = minuteOf(sentAt);
      const marginMs = clock.uncertainty() + TURN_MARGIN_MS;
      const reservation = await reserve(request, priority, sentAt, marginMs);
      try {
        const reply = await exchange.get(request);
        reach.answered();
        await checkSource(reply.source);
        options.onReply();
        // At a minute's turn the header may speak of the other minute; unmeasured, the clock may be anywhere.
        const uncertainty = clock.uncertainty();
        const isOneMinute = minuteOf(sentAt - uncertainty) === minute && minuteOf(now() + uncertainty) === minute;
        const isSure = isCounted(store, minute, now());
        const known = isSure ? reservation.sure : reservation.used;
        if (reply.usedWeight !== undefined && isOneMinute && reply.usedWeight > known) {
          await correctWeight(store, account, reply.usedWeight, minute, isSure);
        }
        return reply;
      } catch (error) {
        if (error instanceof ExchangeError) reach.failed(error);
        if (error instanceof ExchangeError && error.stopsEgress) await pause(error);
        throw error;
      } finally {
        const isChargedToBoth = minuteOf(sentAt + marginMs) !== minute;
        const endedIn = minuteOf(now() + clock.uncertainty());
        if (!isChargedToBoth && endedIn > minute) {
          await chargeLate(store, account, request.weight, endedIn).catch(nullIfRedisError);
        }
      }
    },

    keepPause,
    prolong,
    reach: reach.state,

    async lift() {
      toldUntil = 0;
      await liftPause(store, account);
    },
  };
}
