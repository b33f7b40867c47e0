import type { Connector } from '../exchanges/connector.ts';
import type { Market } from '../markets/markets.js';
import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import type { Log } from '../runtime/log.ts';
import { createExchangeClock, type ExchangeClock } from '../store/market/clock.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { Bookkeeping } from '../store/reports/health.ts';
import type { CallersShare } from './allowance.ts';
import { createOwnClock } from './callers/ownClock.ts';
import type { Gate } from './gate.ts';
import type { OpenExchangeOptions } from './openExchange.ts';
import { openGate } from './openGate.ts';
import { createSharedState } from './sharedState.ts';

/** Of which weight a guest sends: of what live data and callers leave, or of callers' own, as one of them with this name. */
export type GuestWeight = 'left' | { readonly caller: string };

/** The way to a market's exchange of a program that is there for a while and collects nothing. It spends from the budget that all processes share. */
export interface Guest {
  readonly market: Market;
  readonly connector: Connector;
  readonly clock: ExchangeClock;
  readonly gate: Gate;
  /** What all processes share of the market, read each second. */
  readonly state: () => Bookkeeping;
  /** Resolves when the exchange's clock is known, or cannot be now: then `clock.isMeasured()` tells. Never rejects. */
  ready(): Promise<void>;
  /**
   * @throws NotSent where there is no weight for it now, or the exchange has told us to wait; ExchangeError where it does not answer, or refuses;
   * StartError where the stored data comes from another exchange; ioredis errors when Redis is away
   */
  ask(request: ExchangeRequest): Promise<ExchangeReply>;
  close(): void;
}

export interface OpenGuestOptions extends Omit<OpenExchangeOptions, 'clock'> {
  readonly store: Store;
  /** The IP address requests leave from, by its name. */
  readonly egress: string;
  /** `budget.share`. */
  readonly share: number;
  /** `callers`. */
  readonly callers: CallersShare;
  readonly weight: GuestWeight;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** What all processes share is read so often, ms. */
const REFRESH_EVERY_MS = 1_000;

/** @throws StartError where the environment names a proxy that cannot be used; ioredis errors when Redis is away */
export async function openGuest(options: OpenGuestOptions): Promise<Guest> {
  const { market, store, egress, share, callers, weight } = options;
  const clock = createExchangeClock();
  const shared = createSharedState(store, { egress, market }, clock);
  await shared.refresh();
  const { gate, connector, close } = openGate({
    ...options,
    ...{ clock, state: shared.state, share: () => share, callers: () => callers },
  });
  const send = weight === 'left' ? sendLeft(gate) : sendAsCaller(gate, connector, clock, weight.caller);
  const ready = createOwnClock({ store, market, connector, clock, shared, ask: send });
  const timer = setInterval(() => void shared.refresh().catch(nullIfRedisError), REFRESH_EVERY_MS);
  timer.unref();
  return {
    ...{ market, connector, clock, gate, ready },
    state: shared.state,
    async ask(request) {
      await ready();
      return send(request);
    },
    close() {
      clearInterval(timer);
      close();
    },
  };
}

const sendLeft = (gate: Gate) => (request: ExchangeRequest) => gate.send(request, 'history');

const sendAsCaller =
  (gate: Gate, connector: Connector, clock: ExchangeClock, caller: string) =>
  async (request: ExchangeRequest): Promise<ExchangeReply> => {
    const { status, body } = await gate.pass(request, caller);
    // What it refuses a request with is an answer to callers; here it is an error.
    return connector.read(request, { status, body, headers: {}, now: clock.nowOrWall() });
  };
