import type { Config } from '../../config/config.ts';
import { isEnabled } from '../../config/enabledCollectors.ts';
import { type MarketConfig, marketConfigOf } from '../../config/marketConfig.ts';
import type { MarketTable } from '../../markets/market.js';
import { type Collector, collectorsIn, DEFAULT_MARKET, type Market, markets, namedOf } from '../../markets/markets.js';

/** The tables of all markets, with what CONFIG.json says of each. The API learns of markets, feeds and exchanges only from here. */
export interface Markets {
  readonly names: readonly Market[];
  /** The collectors of all markets, in the order of the tables. */
  readonly collectors: readonly Collector[];
  tableOf(market: Market): MarketTable;
  collectorsOf(market: Market): readonly Collector[];
  /** A market's part of the configuration; undefined where the market is not collected. */
  configOf(config: Config, market: Market): MarketConfig | undefined;
  /** The markets that CONFIG.json has a part for. */
  configured(config: Config): readonly Market[];
  isEnabled(config: Config, collector: Collector): boolean;
  pairsOf(config: Config, market: Market): readonly string[];
  /** The market that a worker's name belongs to. A name that no table has counts as the default market's, whose names have no prefix. */
  marketOf(worker: string): Market;
}

/** @param configOf gives a market's part of the configuration */
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
    isEnabled: (config, collector) => isEnabled(config, collector, configOf),
    pairsOf: (config, market) => configOf(config, market)?.pairs ?? [],
    marketOf: (worker) => owners.get(worker) ?? DEFAULT_MARKET,
  };
}

/** The markets of the tables; tests make others. */
export const allMarkets = createMarkets(markets);

/** The collectors of a list that the configuration enables. */
export const enabledOf = (
  { isEnabled }: Markets,
  config: Config,
  collectors: readonly Collector[],
): readonly Collector[] => collectors.filter((collector) => isEnabled(config, collector));

/** The collectors of series. Their rows can be missing, so each has a ledger of gaps. */
export const seriesOf = (collectors: readonly Collector[]): readonly Collector[] =>
  collectors.filter(({ row }) => row.shape === 'series');

/** The members by which answers tell candles of other prices or contracts from those that `type` alone means. */
export function namedMember({ row }: Collector): { readonly price?: string; readonly contract?: string } {
  const named = namedOf(row);
  return named === undefined ? {} : { [named.parameter]: named.value };
}

/** The member by which answers name a market. The default market is not named: it is the one that callers mean when they name none. */
export const marketMember = (market: Market): { readonly market?: Market } =>
  market === DEFAULT_MARKET ? {} : { market };
