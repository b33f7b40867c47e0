import type { MarketConfig } from '../../config/marketConfig.ts';
import type { Connector } from '../../exchanges/connector.ts';
import type { CallersShare } from '../../gateway/allowance.ts';
import type { RateLimit } from '../../markets/market.js';
import type { Collector } from '../../markets/markets.js';

/** What is planned: a market with its part of CONFIG.json. */
export interface Planned {
  /** All of the market's. */
  readonly collectors: readonly Collector[];
  readonly config: MarketConfig;
  /** The feed that reads what the exchange says of pairs. */
  readonly listings: string;
  /** Limits of the market beside its own; default none. */
  readonly pools?: Readonly<Record<string, RateLimit>> | undefined;
  /** Part of the exchange's limit that may be used: `budget.share`. */
  readonly share: number;
  /** What callers may have of it: `callers` of CONFIG.json; default nothing. */
  readonly callers?: CallersShare;
  readonly connector: Pick<Connector, 'feeds' | 'symbolOf' | 'time' | 'streams' | 'news'>;
}
