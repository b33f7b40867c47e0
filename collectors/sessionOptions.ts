import type { Config } from '../config/config.ts';
import { type MarketConfig, marketConfigOf } from '../config/marketConfig.ts';
import type { Connector, Exchange } from '../exchanges/connector.ts';
import type { MarketTable } from '../markets/market.js';
import type { Collector, Market } from '../markets/markets.js';
import type { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import type { Store } from '../store/redis/connect.ts';
import type { Defects } from '../store/reports/defects.ts';

/** What CONFIG.json says of a session: its market's part, and what all share. */
export interface SessionConfig {
  readonly part: MarketConfig;
  /** `budget.share`. */
  readonly share: number;
  /** `callers`. */
  readonly callers: Config['callers'];
}

/** A market's; undefined where the market is not collected. */
export function sessionConfigOf(config: Config, market: Market): SessionConfig | undefined {
  const part = marketConfigOf(config, market);
  return part && { part, share: config.budget.share, callers: config.callers };
}

/** What a session is made of. */
export interface SessionOptions {
  readonly market: Market;
  /** The market's own: nothing that a session does looks it up elsewhere. */
  readonly table: MarketTable;
  readonly connector: Connector;
  /** The open way to it. */
  readonly exchange: Exchange;
  readonly clock: ExchangeClock;
  /** The IP address requests leave from, by its name. */
  readonly egress: string;
  readonly config: SessionConfig;
  /** The market's collectors that this process runs. */
  readonly chosen: readonly Collector[];
  /** Names this process among those that may hold a lease. */
  readonly holder: string;
  readonly store: Store;
  readonly log: Log;
  readonly defects: Defects;
  readonly onFatal: (error: StartError) => void;
  /** Where the exchange's streams are, and the proxy on the way; null: it has none. */
  readonly streamsAt: { readonly baseUrl: string; readonly proxy: URL | null } | null;
}
