import type { Config } from '../config/config.ts';
import { apiKeysOf, exchangeUrlOf, streamUrlOf } from '../config/marketConfig.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { openExchange } from '../gateway/openExchange.ts';
import { type Collector, type Market, marketNames } from '../markets/markets.js';
import type { Clocks } from '../runtime/machine.ts';
import { createExchangeClock } from '../store/market/clock.ts';
import { createSession, type Session } from './session.ts';
import { type SessionOptions, sessionConfigOf } from './sessionOptions.ts';

/** What the sessions of a process have in common. */
export interface OpenOptions extends Pick<SessionOptions, 'holder' | 'store' | 'log' | 'defects' | 'onFatal'> {
  /** The collectors this process runs. */
  readonly chosen: readonly Collector[];
  readonly clocks: Clocks;
  /** The configuration now in force. */
  readonly config: () => Config;
}

/**
 * Opens a session for each market of which this process runs collectors, and which CONFIG.json has a part for.
 *
 * @throws StartError where the environment names a proxy that cannot be used, or a market's table has a limit that cannot be counted
 */
export function openSessions(options: OpenOptions): ReadonlyMap<Market, Session> {
  const sessions = new Map<Market, Session>();
  for (const market of marketNames) {
    const chosen = options.chosen.filter((collector) => collector.market === market);
    const config = sessionConfigOf(options.config(), market);
    if (chosen.length === 0 || config === undefined) continue;
    sessions.set(market, createSession({ ...options, ...wayTo(market, options), market, chosen, config }));
  }
  return sessions;
}

/** The way to a market's exchange, with a clock of its own. */
function wayTo(market: Market, { config, clocks, log }: OpenOptions) {
  const clock = createExchangeClock(clocks.monotonic, clocks.wall);
  const opened = openExchange({
    ...{ market, clock, log },
    baseUrl: exchangeUrlOf(config(), market),
    apiKeys: () => apiKeysOf(config(), market),
  });
  const streamUrl = streamUrlOf(config(), market);
  const streamsAt = { baseUrl: streamUrl, proxy: proxyFor(streamUrl) };
  return { ...opened, clock, egress: config().budget.egress, streamsAt };
}
