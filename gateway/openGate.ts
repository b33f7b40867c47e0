import type { Exchange } from '../exchanges/connector.ts';
import { collectorsOf, type Market } from '../markets/markets.js';
import type { Log } from '../runtime/log.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { Bookkeeping } from '../store/reports/health.ts';
import type { CallersShare } from './allowance.ts';
import { plannedNeeds } from './callers/callersMay.ts';
import { createGate, type Gate } from './gate.ts';
import { type OpenExchangeOptions, type OpenedExchange, openExchange } from './openExchange.ts';

/** A pause that Redis has lost is put back so often, ms. */
const PAUSE_EVERY_MS = 1_000;

export interface OpenGateOptions extends OpenExchangeOptions {
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
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Opens the way to the exchange; can be injected. */
  readonly open?: (options: OpenExchangeOptions) => OpenedExchange;
}

/** The open gate of a process that collects nothing. */
export interface OpenedGate extends Pick<OpenedExchange, 'connector'> {
  readonly gate: Gate;
  readonly shared: { readonly state: OpenGateOptions['state'] };
  close(): void;
}

/**
 * Opens a market's gate for a process that collects nothing: what it asks for comes after what the plan of the collectors needs.
 *
 * @throws StartError where the environment names a proxy that cannot be used
 */
export function openGate(options: OpenGateOptions): OpenedGate {
  const { market, store, clock, egress, state, share, callers, log, open = openExchange } = options;
  const { table, connector, exchange } = open(options);
  const shared = { state };
  const gate = createGate({
    ...{ exchange, store, table, clock, shared, share, callers },
    account: { egress, market },
    plan: () => plannedNeeds(collectorsOf(market), state(), clock.wall()),
    onReply: () => undefined,
    onPause: (error, lengthMs) =>
      log.warn(`${market}: ${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });
  const timer = setInterval(() => void gate.keepPause().catch(nullIfRedisError), PAUSE_EVERY_MS);
  timer.unref();
  return { gate, connector, shared, close: closing(exchange, timer) };
}

const closing = (exchange: Exchange, timer: NodeJS.Timeout) => () => {
  clearInterval(timer);
  exchange.close();
};
