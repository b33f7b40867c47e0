import type { MarketName } from '../market.ts';
import { DAY, MINUTE } from '../trading/calendar.ts';
import type { ConnectionRules } from './connection.ts';

/** What can be set of how sockets are treated, for both markets. */
export interface SocketOptions {
  /** Seconds after which a stream's socket is closed; default 24 hours. */
  readonly streamLifetimeSeconds?: number;
  /**
   * How often sockets are pinged, and how soon they must answer (ms). Default: each 20 s and within a minute on the spot market, each three
   * minutes and within ten on the futures market.
   */
  readonly pingEveryMs?: number;
  readonly pongWithinMs?: number;
}

/** @param faultyLifetimeMs a lifetime that a fault says, ms */
export function rulesOf(
  options: SocketOptions,
  monotonic: () => number,
  faultyLifetimeMs: () => number | undefined,
): Readonly<Record<MarketName, ConnectionRules>> {
  const lifetime = options.streamLifetimeSeconds === undefined ? DAY : options.streamLifetimeSeconds * 1000;
  const shared = { monotonic, lifetimeMs: () => faultyLifetimeMs() ?? lifetime };
  const pings = (everyMs: number, withinMs: number) => ({
    pingEveryMs: options.pingEveryMs ?? everyMs,
    pongWithinMs: options.pongWithinMs ?? withinMs,
  });
  return {
    spot: { ...shared, ...pings(MINUTE / 3, MINUTE), messagesPerSecond: 5, endsWhenFull: false },
    usdm: { ...shared, ...pings(3 * MINUTE, 10 * MINUTE), messagesPerSecond: 10, endsWhenFull: true },
  };
}
