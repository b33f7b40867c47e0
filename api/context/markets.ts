import type { Config } from '../../config/config.ts';
import { isEnabledIn, type MarketConfig, marketConfigOf } from '../../config/marketConfig.ts';
import type { MarketTable } from '../../markets/market.js';
import { type Collector, collectorsIn, DEFAULT_MARKET, type Market, markets } from '../../markets/markets.js';

/** The tables of all markets with what CONFIG.json says of each: the API knows markets, feeds and exchanges from here alone. */
export interface Markets {
  readonly names: readonly Market[];
  /** Those of all markets, in the order of the tables. */
  readonly collectors: readonly Collector[];
  tableOf(market: Market): MarketTable;
  collectorsOf(market: Market): readonly Collector[];
  /** A market's part of the configuration; undefined where the market is not collected. */
  configOf(config: Config, market: Market): MarketConfig | undefined;
  /** Those that CONFIG.json has a part for. */
  configured(config: Config): readonly Market[];
  isEnabled(config: Config, collector: Collector): boolean;
  pairsOf(config: Config, market: Market): readonly string[];
  /** The market of a worker's name; of a name that no table has it is the market whose names have no prefix. */
  marketOf(worker: string): Market;
}

/** @param configOf where a market's part of the configuration stands */
export function createMarkets(
  tables: Readonly<Record<Market, MarketTable>>,
  configOf: Markets['configOf'] = marketConfigOf,
): Markets {
  const names = Object.keys(tables) as Market[];
  const lists = new Map(names.map((market) => [market, collectorsIn(market, tables[market])]));
  const collectors = [...lists.values()].flat();
  const owners = new Map(collectors.map(({ name, market }) => [name, market]));
  return {
    names,
    collectors,
    tableOf: (market) => tables[market],
    collectorsOf: (market) => lists.get(market) ?? [],
    configOf,
    configured: (config) => names.filter((market) => configOf(config, market) !== undefined),
    isEnabled(config, collector) {
      const own = configOf(config, collector.market);
      return own !== undefined && isEnabledIn(own, collector);
    },
    pairsOf: (config, market) => configOf(config, market)?.pairs ?? [],
    marketOf: (worker) => owners.get(worker) ?? DEFAULT_MARKET,
  };
}

/** The real ones. */
export const allMarkets = createMarkets(markets);

/** Those of a list that are collected. */
export const enabledOf = (
  { isEnabled }: Markets,
  config: Config,
  collectors: readonly Collector[],
): readonly Collector[] => collectors.filter((collector) => isEnabled(config, collector));

/** Collectors of rows that can be missing: those a ledger of gaps is kept of. */
export const seriesOf = (collectors: readonly Collector[]): readonly Collector[] =>
  collectors.filter(({ row }) => row.shape === 'series');

/** How answers name a market: not at all where it is the one that callers mean who name none. */
export const marketMember = (market: Market): { readonly market?: Market } =>
  market === DEFAULT_MARKET ? {} : { market };
