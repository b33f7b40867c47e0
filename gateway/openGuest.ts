import type { Connector } from '../exchanges/connector.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { collectorsOf } from '../markets/markets.js';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import type { Payload } from '../model/feed.ts';
import type { Log } from '../runtime/log.ts';
import type { Account } from '../store/budget/account.ts';
import { createExchangeClock, type ExchangeClock } from '../store/market/clock.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import { createDefects } from '../store/reports/defects.ts';
import type { CallersShare } from './allowance.ts';
import { plannedNeeds } from './callers/callersMay.ts';
import { askForCallers, createOwnClock } from './callers/ownClock.ts';
import { createGate } from './gate.ts';
import { type OpenExchangeOptions, openExchange } from './openExchange.ts';
import { createSharedState } from './sharedState.ts';
import { createAttempts } from './streams/attempts.ts';
import { createHub } from './streams/createHub.ts';
import type { ReportingHub } from './streams/hubOptions.ts';

/**
 * The way to a market's exchange of a program that looks at it for a while and stores nothing. Its requests are counted with those of callers, in the
 * budget that all processes share, and its sockets with all others.
 */
export interface Guest {
  readonly connector: Connector;
  readonly clock: ExchangeClock;
  /**
   * @throws NotSent where there is no weight for it now, or the exchange has told us to wait; ExchangeError where it does not answer, or refuses;
   * StartError where the stored data comes from another exchange; ioredis errors when Redis is away
   */
  ask(request: ExchangeRequest): Promise<Payload>;
  /** Its streams; null: it has none. */
  readonly hub: Pick<ReportingHub, 'follow' | 'report'> | null;
  close(): void;
}

export interface OpenGuestOptions extends Omit<OpenExchangeOptions, 'clock' | 'log'> {
  readonly store: Store;
  /** The IP address requests leave from, by its name. */
  readonly egress: string;
  /** `budget.share`. */
  readonly share: number;
  /** `callers`. */
  readonly callers: CallersShare;
  /** Base URL of its streams, without a slash at its end. */
  readonly streamUrl: string;
  /** The exchange's name of what it looks at. */
  readonly symbol: string;
  /** Names the program among those that callers' weight is shared among. */
  readonly name: string;
  /** Names this process (`holderName`). */
  readonly holder: string;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** What all processes share is read so often, ms. */
const REFRESH_EVERY_MS = 1_000;

/** @throws StartError where the environment names a proxy that cannot be used; ioredis errors when Redis is away */
export async function openGuest(options: OpenGuestOptions): Promise<Guest> {
  const { market, store, egress, share, callers, log, name, symbol } = options;
  const account: Account = { egress, market };
  const clock = createExchangeClock();
  const { table, connector, exchange } = openExchange({ ...options, clock });
  const shared = createSharedState(store, account, clock, table);
  const gate = createGate({
    ...{ exchange, store, account, clock, shared, table },
    share: () => share,
    callers: () => callers,
    plan: () => plannedNeeds(collectorsOf(market), shared.state(), clock.wall()),
    onReply: () => undefined,
    onPause: (error, lengthMs) =>
      log.warn(`${market}: ${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });
  const ready = createOwnClock({ store, market, connector, clock, shared, ask: askForCallers(gate) });

  function openHub(): ReportingHub | null {
    const { streams: protocol } = connector;
    if (protocol === undefined) return null;
    return createHub({
      ...{ protocol, clock, log },
      baseUrl: options.streamUrl,
      proxy: proxyFor(options.streamUrl),
      attempts: createAttempts({ store, account, protocol, clock, who: options.holder }),
      heartbeatSymbols: () => [symbol],
      defects: createDefects(log),
      // A Redis that is away hears of it with the next refusal.
      onStopped: (error) => void gate.noteRefusal(error).catch(nullIfRedisError),
    });
  }

  async function refresh(): Promise<void> {
    await shared.refresh();
    await gate.keepPause();
  }

  await refresh();
  const hub = openHub();
  const timer = setInterval(() => void refresh().catch(nullIfRedisError), REFRESH_EVERY_MS);
  return {
    connector,
    clock,
    hub,

    async ask(request) {
      await ready();
      const { path } = request;
      const { status, body: text } = await gate.pass(request, name);
      // What it refuses a request with is an answer to callers; here it is an error.
      const { data } = connector.read(request, { status, body: text, headers: {}, now: clock.nowOrWall() });
      return { data, text, path };
    },

    close() {
      clearInterval(timer);
      hub?.close();
      exchange.close();
    },
  };
}
