import type { Health } from '../../api/state/health/health.ts';
import type { StreamsHealth } from '../../api/state/health/streamsHealth.ts';
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

/** The streams of each market that has any. */
export interface StreamsOf {
  readonly market: string;
  readonly streams: StreamsHealth;
  /** A line about them, with the market in front where that is not spot. */
  readonly named: (line: string) => string;
}

/** An API of a version before says nothing of them. */
export const streamsOf = (health: Health): StreamsOf[] =>
  [[DEFAULT_MARKET, health] as const, ...otherMarkets(health)].flatMap(([market, { streams = null }]) => {
    const named = (line: string) => (market === DEFAULT_MARKET ? line : `${market}: ${line}`);
    return streams === null ? [] : [{ market, streams, named }];
  });
