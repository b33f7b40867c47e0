import { type Collector, DEFAULT_MARKET, type Market, namedOf } from '../markets/markets.js';
import type { ApiKey, Config, FeedConfig, KlinesConfig, Transport } from './config.ts';

/** What CONFIG.json says of one market, in the same form for all markets. */
export interface MarketConfig {
  readonly pairs: readonly string[];
  /** How rows come, but for feeds that say it themselves. */
  readonly transport: Transport;
  readonly feeds: Readonly<Record<string, FeedConfig>>;
  /** How candles are collected, whatever the market calls their feed. */
  readonly klines: KlinesConfig;
  /** Rows kept per series, by feed. */
  readonly retention: Readonly<Record<string, number>>;
}

interface Place {
  /** The market's part; undefined if the market is not collected. */
  readonly part: (config: Config) => MarketConfig | undefined;
  readonly url: (config: Config) => string;
  readonly streamUrl: (config: Config) => string;
  readonly apiKeys: (config: Config) => readonly ApiKey[];
}

/** Where CONFIG.json keeps what belongs to each market. */
const places: Readonly<Record<Market, Place>> = {
  spot: {
    part: (config) => config,
    url: ({ binance }) => binance.spotUrl,
    streamUrl: ({ binance }) => binance.spotStreamUrl,
    apiKeys: ({ apiKeys }) => apiKeys,
  },
  usdm: {
    part: ({ usdm }) => usdm,
    url: ({ binance }) => binance.usdmUrl,
    streamUrl: ({ binance }) => binance.usdmStreamUrl,
    apiKeys: ({ apiKeys }) => apiKeys,
  },
};

/** A market's part of the configuration; undefined if the market is not collected. */
export const marketConfigOf = (config: Config, market: Market): MarketConfig | undefined => places[market].part(config);

/** Base URL of a market's REST API. */
export const exchangeUrlOf = (config: Config, market: Market): string => places[market].url(config);

/** Base URL of a market's streams, ws:// or wss://, without a slash at its end. */
export const streamUrlOf = (config: Config, market: Market): string =>
  places[market].streamUrl(config).replace(/\/+$/, '');

/** The API keys of a market's exchange: no other is to see them. */
export const apiKeysOf = (config: Config, market: Market): readonly ApiKey[] => places[market].apiKeys(config);

/**
 * Whether a market's part enables this collector: its feed, its interval of candles, and of candles with a name their price or contract. What comes
 * by streams alone is not collected where `transport` says poll.
 */
export function isEnabledIn(config: MarketConfig, collector: Collector): boolean {
  const { feeds, klines } = config;
  const { feed, interval, row } = collector;
  if (feeds[feed]?.enabled !== true || (row.ask === 'none' && transportOf(config, collector) === 'poll')) return false;
  const named = namedOf(row);
  if (named !== undefined && !klines[named.setting]?.includes(named.value)) return false;
  return interval === undefined || klines.intervals.includes(interval);
}

/** Seconds between two polls that the configuration asks for. */
export const configuredPeriod = (config: MarketConfig, { feed, row }: Collector): number =>
  config.feeds[feed]?.everySeconds ?? row.everySeconds;

/** How a collector's rows are to come: feeds without streams are always polled, and for `auto` some have a way of their own. */
export function transportOf(config: Pick<MarketConfig, 'feeds' | 'transport'>, { feed, row }: Collector): Transport {
  if (row.streams === undefined) return 'poll';
  const said = config.feeds[feed]?.transport ?? config.transport;
  return said === 'auto' ? (row.auto ?? said) : said;
}

/** How many rows a series keeps; 0 for a feed that is no series. */
export const retentionOf = (config: MarketConfig, { feed }: Collector): number => config.retention[feed] ?? 0;

/** Where a market's pairs stand in CONFIG.json, for messages. */
export const pairsPath = (market: Market): string => (market === DEFAULT_MARKET ? 'pairs' : `${market}.pairs`);
