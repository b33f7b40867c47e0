import type { Exchange } from '../exchanges/connector.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import type { MarketTable, RateLimit } from '../markets/market.js';
import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import { finite } from '../model/finite.ts';
import { isSliding, rateLimitOf } from '../model/limits.ts';
import { CollectorError } from '../runtime/errors.ts';
import type { Account } from '../store/budget/account.ts';
import type { Kind, Reservation } from '../store/budget/reservation.ts';
import { claimSource } from '../store/market/source.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { ExchangeReach } from '../store/reports/health.ts';
import { type AllNeeds, allowanceOf, type Needs } from './allowance.ts';
import { createPauses, type Pauses, type PausesOptions } from './pauses.ts';
import { createReach } from './reach.ts';
import type { SharedState } from './sharedState.ts';
import { spendFixed } from './spendFixed.ts';
import type { Spending } from './spending.ts';
import { spendSliding } from './spendSliding.ts';

/** What a request is sent for. A `ping` asks whether a block is over, while all else waits. */
export type Priority = Kind | 'ping';

/** A request that was not sent. */
export class NotSent extends CollectorError {
  declare readonly code: 'throttled' | 'paused';
}

/** THE way to the exchange: reserves weight, obeys pauses, knows who answers. One per process and market. */
export interface Gate {
  /**
   * @throws NotSent while the egress is paused or the weight of the present window is spent; ExchangeError when the request fails;
   * StartError when the exchange is not the one the stored data comes from; NotANumber where a weight or what may be spent is none, and
   * nothing is sent then; ioredis errors when Redis is away, and nothing is sent unless weight was reserved before.
   */
  send(request: ExchangeRequest, priority?: Priority): Promise<ExchangeReply>;
  /** Puts a pause that this process knows of back where Redis has lost it. Called each second. Rejects when Redis is away. */
  readonly keepPause: Pauses['keep'];
  /** The exchange has told us to wait, though no request of ours has asked: a socket was refused. Rejects when Redis is away. */
  readonly noteRefusal: Pauses['met'];
  readonly prolongPause: Pauses['prolong'];
  readonly liftPause: Pauses['lift'];
  /** What this process has seen of the exchange; undefined while nothing was asked. */
  reach(): ExchangeReach | undefined;
}

export interface GateOptions extends PausesOptions {
  readonly exchange: Exchange;
  /** The market's own. */
  readonly table: Pick<MarketTable, 'exchange' | 'pools'>;
  readonly shared: SharedState;
  /** `budget.share`. */
  readonly share: () => number;
  readonly plan: () => AllNeeds;
  /** Called with each reply that is from the exchange whose data is stored. */
  readonly onReply: () => void;
}

interface Limit {
  readonly limit: RateLimit;
  readonly account: Account;
  readonly needs: () => Needs;
}

export function createGate(options: GateOptions): Gate {
  const { exchange, store, account, table, clock, shared } = options;
  const reach = createReach(clock.wall);
  const pauses = createPauses(options);

  /** The store remembers whose data it holds; a wiped one is claimed anew. */
  async function checkSource(source: string): Promise<void> {
    if (shared.state().source !== source) await claimSource(store, account.market, source, table);
  }

  /** The limit that a request is counted in, and what live polls need of it. */
  function limitOf({ path, pool }: ExchangeRequest): Limit {
    if (pool === undefined) return { limit: rateLimitOf(shared.state().limits), account, needs: options.plan };
    const limit = table.pools?.[pool];
    if (limit === undefined) throw new RangeError(`${path}: the market has no limit ${pool}`);
    const needs = () => ({ weightPerMinute: options.plan().pools?.get(pool)?.weightPerMinute ?? 0, foreign: 0 });
    return { limit, account: { ...account, pool }, needs };
  }

  /** @throws NotSent where it is not granted */
  async function reserve(request: ExchangeRequest, priority: Priority): Promise<Spending> {
    const { path, weight } = request;
    const left = pauses.left();
    if (left > 0) throw new NotSent('paused', `the exchange has told us to wait another ${Math.ceil(left / 1000)} s`);
    const { limit, account: counted, needs } = limitOf(request);
    const kind = priority === 'fill' ? 'fill' : 'live';
    const wish = {
      weight: finite(`the weight of ${path}`, weight),
      allowance: allowanceOf(limit, options.share(), needs, kind, clock.nowOrWall()),
      kind,
      isPing: priority === 'ping',
    } as const;
    const spend = isSliding(limit) ? spendSliding : spendFixed;
    const spending = await spend({ store, account: counted, clock }, limit, wish);
    if (spending.reservation.outcome !== 'granted') throw refused(spending.reservation, limit.windowMs);
    return spending;
  }

  function refused({ outcome, pause, damage }: Reservation, windowMs: number): NotSent {
    if (outcome === 'spent') {
      const window = windowMs === MINUTE ? 'this minute' : `these ${windowMs / 1000} s`;
      return new NotSent('throttled', `the weight of ${window} is spent`);
    }
    if (outcome === 'damaged') return new NotSent('throttled', `nothing is sent: ${damage} in Redis is damaged`);
    if (pause === null) {
      return new NotSent('paused', 'nothing is sent until the pause in Redis, which is damaged, expires');
    }
    pauses.found(pause);
    return new NotSent('paused', `the exchange has told us to wait (${pause.status})`);
  }

  return {
    async send(request, priority = 'live') {
      const spending = await reserve(request, priority);
      let isAnswered = false;
      try {
        const reply = await exchange.get(request);
        isAnswered = true;
        reach.answered();
        await checkSource(reply.source);
        options.onReply();
        // The exchange tells what it has counted of the market's own limit.
        if (reply.usedWeight !== undefined && request.pool === undefined) await spending.told(reply.usedWeight);
        return reply;
      } catch (error) {
        if (error instanceof ExchangeError) {
          isAnswered = error.status !== undefined;
          reach.failed(error);
          if (error.stopsEgress) await pauses.met(error);
        }
        throw error;
      } finally {
        await spending.over(isAnswered).catch(nullIfRedisError);
      }
    },

    keepPause: pauses.keep,
    noteRefusal: pauses.met,
    prolongPause: pauses.prolong,
    liftPause: pauses.lift,
    reach: reach.state,
  };
}

const MINUTE = 60_000;
