import type { Health } from '../../api/state/health.ts';
import { DEFAULT_MARKET } from '../../markets/markets.js';

type MarketHealth = NonNullable<Health['markets']>[string];

/** What /health says of each market but spot, by its name: of spot it says so beside `markets`, not in it. */
export const otherMarkets = ({ markets = {} }: Health): [string, MarketHealth][] => Object.entries(markets);

/** The exchange of each market. */
export interface ExchangeOf {
  readonly market: string;
  readonly name: string;
  /** Why it cannot be reached; null where it can. */
  readonly error: string | null;
  /** A line about it, with the market in front where that is not spot. */
  readonly named: (line: string) => string;
}

export const exchangesOf = (health: Health): ExchangeOf[] => [
  { market: DEFAULT_MARKET, ...health.exchange, named: (line) => line },
  ...otherMarkets(health).map(([market, { exchange }]) => ({
    market,
    ...exchange,
    named: (line: string) => `${market}: ${line}`,
  })),
];
