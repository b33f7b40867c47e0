import type { Exchange } from '../../exchanges/connector.ts';
import { collectorsOf, type Market } from '../../markets/markets.js';
import type { Log } from '../../runtime/log.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import type { Bookkeeping } from '../../store/reports/health.ts';
import type { CallersShare } from '../allowance.ts';
import { createGate } from '../gate.ts';
import { type OpenExchangeOptions, type OpenedExchange, openExchange } from '../openExchange.ts';
import { plannedNeeds } from './callersMay.ts';
import { type CountingCallerGate, createCallerGate } from './createCallerGate.ts';
import { createOwnClock } from './ownClock.ts';

/** A pause that Redis has lost is put back so often, ms. */
const PAUSE_EVERY_MS = 1_000;

export interface OpenCallerGateOptions extends OpenExchangeOptions {
  readonly market: Market;
  readonly store: Store;
  readonly clock: ExchangeClock;
  /** The IP address requests leave from, by its name. */
  readonly egress: string;
  /** What all processes share of the market, as last read. */
  readonly state: () => Pick<Bookkeeping, 'limits' | 'source' | 'pause' | 'clock' | 'foreign' | 'needs' | 'reports'>;
  /** `budget.share`. */
  readonly share: () => number;
  /** `callers`. */
  readonly callers: () => CallersShare;
  /** What the collectors have stored of all that the exchange lists; null: nothing. */
  readonly listed: () => Promise<ReadonlySet<string> | null>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Opens the way to the exchange; can be injected. */
  readonly open?: (options: OpenExchangeOptions) => OpenedExchange;
}

/** The gate of a process that collects nothing. */
export interface OpenedCallerGate extends CountingCallerGate {
  close(): void;
}

/** @throws StartError where the environment names a proxy that cannot be used */
export function openCallerGate(options: OpenCallerGateOptions): OpenedCallerGate {
  const { market, store, clock, egress, state, share, callers, log, apiKeys, open = openExchange } = options;
  const { table, connector, exchange } = open(options);
  const shared = { state };
  const gate = createGate({
    ...{ exchange, store, table, clock, shared, share, callers },
    account: { egress, market },
    plan: () => plannedNeeds(collectorsOf(market), state()),
    onReply: () => undefined,
    onPause: (error, lengthMs) =>
      log.warn(`${market}: ${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });
  const made = createCallerGate({
    ...{ gate, connector, clock },
    ready: createOwnClock({ store, market, connector, clock, shared, gate }),
    stored: options.listed,
    hasKey: () => apiKeys().length > 0,
  });
  const timer = setInterval(() => void gate.keepPause().catch(nullIfRedisError), PAUSE_EVERY_MS);
  timer.unref();
  return { ...made, close: closing(exchange, timer) };
}

const closing = (exchange: Exchange, timer: NodeJS.Timeout) => () => {
  clearInterval(timer);
  exchange.close();
};
