import type { Exchange } from '../exchanges/connector.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import type { MarketTable } from '../markets/market.js';
import type { AnswerAsIs, ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import { finite } from '../model/finite.ts';
import { isSliding, rateLimitOf } from '../model/limits.ts';
import { CollectorError } from '../runtime/errors.ts';
import type { Account } from '../store/budget/account.ts';
import { callerIn, callerKind, type Kind, type Reservation } from '../store/budget/reservation.ts';
import type { MarketState } from '../store/market/marketState.ts';
import { claimSource } from '../store/market/source.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { ExchangeReach } from '../store/reports/health.ts';
import {
  type AllNeeds,
  type AllowanceOptions,
  allowanceOf,
  type CallersShare,
  callersAtMost,
  callersOfWindow,
} from './allowance.ts';
import { createLiveTimes, type LiveTimes } from './liveTimes.ts';
import { createPauses, type Pauses, type PausesOptions, PING_EVERY_MS } from './pauses.ts';
import { createReach } from './reach.ts';
import { spendFixed } from './spendFixed.ts';
import type { Spending } from './spending.ts';
import { spendSliding } from './spendSliding.ts';

/**
 * What a request is sent for: `live` data; what only `fill`s up, with weight that is left; `history`, which is the same, but spread evenly over the time. A
 * `ping` asks whether a block is over, while all else waits.
 */
export type Priority = 'live' | 'fill' | 'history' | 'ping';

/** When it is worth asking again, and whether another caller may get what this one does not. */
interface NotSentDetails {
  readonly retryAfterMs?: number;
  readonly isOwnPart?: boolean;
}

/** A request that was not sent. */
export class NotSent extends CollectorError {
  declare readonly code: 'throttled' | 'paused';
  /** When it is worth asking again, ms. */
  readonly retryAfterMs: number;
  /** A caller has spent what one caller may have: others may have more. */
  readonly isOwnPart: boolean;

  constructor(code: NotSent['code'], message: string, { retryAfterMs = 0, isOwnPart = false }: NotSentDetails = {}) {
    super(code, message);
    this.retryAfterMs = retryAfterMs;
    this.isOwnPart = isOwnPart;
  }
}

/** THE way to the exchange: reserves weight, obeys pauses, knows who answers. One per process and market. */
export interface Gate {
  /**
   * @throws NotSent while the egress is paused or the weight of the present window is spent; ExchangeError when the request fails;
   * StartError when the exchange is not the one the stored data comes from; NotANumber where a weight or an allowance is no number, and
   * nothing is sent then; ioredis errors when Redis is away, and nothing is sent unless weight was reserved before.
   */
  send(request: ExchangeRequest, priority?: Priority): Promise<ExchangeReply>;
  /**
   * Sends what a caller asks for. What the exchange refuses it with is an answer.
   *
   * @param caller names who asks: one caller gets at most half of what the others leave of the weight for callers
   * @param onSending called when weight is reserved, at the moment of sending
   * @throws as `send`
   */
  pass(request: ExchangeRequest, caller: string, onSending?: () => void): Promise<AnswerAsIs>;
  /** What callers may have of a whole window of the market's own limit, or of one of its `pools`: weight a second. @throws NotANumber */
  callersPerSecond(pool?: string): number;
  /** Puts a pause that this process knows of back where Redis has lost it. Called each second. Rejects when Redis is away. */
  readonly keepPause: Pauses['keep'];
  /** The exchange has told us to wait, though no request of ours has asked: a socket was refused. Rejects when Redis is away. */
  readonly noteRefusal: Pauses['met'];
  readonly prolongPause: Pauses['prolong'];
  readonly liftPause: Pauses['lift'];
  /** Live requests of the last moments take much longer than usual. */
  readonly areLiveSlow: LiveTimes['areSlow'];
  /** What this process has seen of the exchange; undefined while nothing was asked. */
  reach(): ExchangeReach | undefined;
}

export interface GateOptions extends PausesOptions {
  readonly exchange: Exchange;
  /** The market's own. */
  readonly table: Pick<MarketTable, 'exchange' | 'pools'>;
  readonly shared: { state(): Pick<MarketState, 'limits' | 'source' | 'pause'> };
  /** `budget.share`. */
  readonly share: () => number;
  readonly plan: () => AllNeeds;
  /** What callers may have; absent: nothing. */
  readonly callers?: () => CallersShare;
  /** Called with each reply that is from the exchange whose data is stored. */
  readonly onReply: () => void;
}

/** The limit that a request is counted in, and what may be spent of it. */
interface Limit extends AllowanceOptions {
  readonly account: Account;
}

export function createGate(options: GateOptions): Gate {
  const { exchange, store, account, table, clock, shared } = options;
  const reach = createReach(clock.wall);
  const pauses = createPauses(options);
  const liveTimes = createLiveTimes(clock.monotonic);

  /** The store remembers whose data it holds; a wiped one is claimed anew. */
  async function checkSource(source: string): Promise<void> {
    if (shared.state().source !== source) await claimSource(store, account.market, source, table);
  }

  /** Answers to callers are not stored and claim nothing, but must come from the exchange whose data is stored. */
  async function compareSource(source: string): Promise<void> {
    const known = shared.state().source;
    if (known !== null && known !== source) await claimSource(store, account.market, source, table);
  }

  function limitOf(pool: string | undefined): Limit {
    const [share, callers] = [options.share(), options.callers?.()];
    if (pool === undefined) {
      return { limit: rateLimitOf(shared.state().limits), account, share, callers, needs: options.plan };
    }
    const limit = table.pools?.[pool];
    if (limit === undefined) throw new RangeError(`the market has no limit ${pool}`);
    const needs = () => {
      const { pools, isUnknown } = options.plan();
      const { weightPerMinute = 0 } = pools?.get(pool) ?? {};
      return { weightPerMinute, foreign: 0, ...(isUnknown && { isUnknown }) };
    };
    // What is set aside is weight of the market's own limit.
    return { limit, account: { ...account, pool }, share, callers: callers && { ...callers, reserve: 0 }, needs };
  }

  function limitFor({ path, pool }: ExchangeRequest): Limit {
    try {
      return limitOf(pool);
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`${path}: ${error.message}`);
      throw error;
    }
  }

  /** @param isEven spread evenly over the window @param isPing it is sent during a block, too @throws NotSent where it is not granted */
  async function reserve(
    request: ExchangeRequest,
    kind: Kind,
    { isEven = false, isPing = false } = {},
  ): Promise<Spending> {
    const { path, weight } = request;
    const left = pauses.left();
    if (left > 0) {
      const message = `the exchange has told us to wait another ${Math.ceil(left / 1000)} s`;
      throw new NotSent('paused', message, { retryAfterMs: left });
    }
    const counted = limitFor(request);
    const { limit } = counted;
    const wish = {
      weight: finite(`the weight of ${path}`, weight),
      allowance: (at: number) => allowanceOf(counted, kind, at, isEven ? weight : undefined),
      ...{ kind, isPing },
    };
    const spend = isSliding(limit) ? spendSliding : spendFixed;
    const spending = await spend({ store, account: counted.account, clock }, limit, wish);
    if (spending.reservation.outcome !== 'granted')
      throw refused(spending.reservation, request, counted, { isForCaller: callerIn(kind) !== '', isEven });
    return spending;
  }

  function refused(
    reservation: Reservation,
    request: ExchangeRequest,
    counted: Limit,
    { isForCaller, isEven }: { readonly isForCaller: boolean; readonly isEven: boolean },
  ): NotSent {
    const { windowMs } = counted.limit;
    const { outcome, pause, damage, spent, freeAt } = reservation;
    const now = clock.nowOrWall();
    const retryAfterMs = Math.max(1, (freeAt ?? (Math.floor(now / windowMs) + 1) * windowMs) - now);
    const window = windowMs === MINUTE ? 'this minute' : `these ${windowMs / 1000} s`;
    if (outcome === 'spent' && isForCaller && spent !== 'window') {
      const isOwnPart = spent === 'caller';
      const whose = isOwnPart ? 'that one caller may have' : 'for callers';
      const why = whyNever(request, counted) ?? `the weight ${whose} of ${window} is spent`;
      return new NotSent('throttled', why, { retryAfterMs, isOwnPart });
    }
    if (outcome === 'spent' && isEven && !isSliding(counted.limit)) {
      const why = `what history may have of ${window} so far is spent`;
      return new NotSent('throttled', why, { retryAfterMs: EVEN_AGAIN_MS });
    }
    if (outcome === 'spent') return new NotSent('throttled', `the weight of ${window} is spent`, { retryAfterMs });
    if (outcome === 'damaged') {
      return new NotSent('throttled', `nothing is sent: ${damage} in Redis is damaged`, { retryAfterMs });
    }
    const waits = { retryAfterMs: PING_EVERY_MS };
    if (pause === null) {
      return new NotSent('paused', 'nothing is sent until the pause in Redis, which is damaged, expires', waits);
    }
    pauses.found(pause);
    const message = `the exchange has told us to wait (${pause.status})`;
    return new NotSent('paused', message, pause.awaitsPing ? waits : { retryAfterMs: Math.max(1, pause.until - now) });
  }

  /** Of what weighs more than callers ever have of a window: how that is changed. Null: it may be granted another time. */
  function whyNever({ weight, pool }: ExchangeRequest, counted: Limit): string | null {
    const most = Math.floor(callersAtMost(counted));
    if (weight <= most) return null;
    const setting = pool === undefined ? 'callers.reserve' : 'callers.share';
    return `this weighs ${weight}, and callers never have more than ${most}: only a larger ${setting} helps`;
  }

  /** @param get asks the exchange */
  async function through<Answer extends Pick<ExchangeReply, 'source' | 'usedWeight'>>(
    request: ExchangeRequest,
    spending: Spending,
    get: (request: ExchangeRequest) => Promise<Answer>,
    check: (source: string) => Promise<void>,
  ): Promise<Answer> {
    let isAnswered = false;
    try {
      const reply = await get(request);
      isAnswered = true;
      reach.answered();
      await check(reply.source);
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
  }

  return {
    async send(request, priority = 'live') {
      const kind = priority === 'fill' || priority === 'history' ? 'fill' : 'live';
      const spending = await reserve(request, kind, { isEven: priority === 'history', isPing: priority === 'ping' });
      const get = (asked: ExchangeRequest) => exchange.get(asked);
      const getLive = (asked: ExchangeRequest) => liveTimes.take(asked.path, () => get(asked));
      return through(request, spending, priority === 'live' ? getLive : get, checkSource);
    },

    async pass(request, caller, onSending) {
      const { getAsIs } = exchange;
      if (getAsIs === undefined) throw new TypeError('this exchange hands no answers on as they are');
      const spending = await reserve(request, callerKind(caller));
      onSending?.();
      return through(request, spending, getAsIs, compareSource);
    },

    callersPerSecond(pool) {
      const counted = limitOf(pool);
      return (callersOfWindow(counted) * 1000) / counted.limit.windowMs;
    },

    keepPause: pauses.keep,
    noteRefusal: pauses.met,
    prolongPause: pauses.prolong,
    liftPause: pauses.lift,
    areLiveSlow: liveTimes.areSlow,
    reach: reach.state,
  };
}

const MINUTE = 60_000;

/** What is spread evenly may be granted soon, ms. */
const EVEN_AGAIN_MS = 500;
