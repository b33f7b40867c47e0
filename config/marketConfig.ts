import { type Collector, DEFAULT_MARKET, type Market } from '../markets/markets.js';
import type { Config, FeedConfig, KlinesConfig } from './config.ts';

/** What CONFIG.json says of one market: all markets say it in the same words. */
export interface MarketConfig {
  readonly pairs: readonly string[];
  readonly feeds: Readonly<Record<string, FeedConfig>>;
  readonly klines: KlinesConfig;
  /** Rows kept per series, by feed. */
  readonly retention: Readonly<Record<string, number>>;
}

interface Place {
  /** Its part; undefined where it is not collected. */
  readonly part: (config: Config) => MarketConfig | undefined;
  readonly url: (config: Config) => string;
}

/** Where each market stands in CONFIG.json. */
const places: Readonly<Record<Market, Place>> = {
  spot: { part: (config) => config, url: ({ binance }) => binance.spotUrl },
};

/** A market's part of the configuration; undefined where the market is not collected. */
export const marketConfigOf = (config: Config, market: Market): MarketConfig | undefined => places[market].part(config);

/** Base URL of a market's REST API. */
export const exchangeUrlOf = (config: Config, market: Market): string => places[market].url(config);

/** Whether a market's part has this feed, and this candle interval, collected. */
export const isEnabledIn = (config: MarketConfig, { feed, interval }: Collector): boolean =>
  config.feeds[feed]?.enabled === true && (interval === undefined || config.klines.intervals.includes(interval));

/** Seconds between two polls that the configuration asks for. */
export const configuredPeriod = (config: MarketConfig, { feed, row }: Collector): number =>
  config.feeds[feed]?.everySeconds ?? row.everySeconds;

/** Rows that a series keeps; 0 for a feed that is none. */
export const retentionOf = (config: MarketConfig, { feed }: Collector): number => config.retention[feed] ?? 0;

/** Where a market's pairs stand in CONFIG.json, for messages. */
export const pairsPath = (market: Market): string => (market === DEFAULT_MARKET ? 'pairs' : `${market}.pairs`);
