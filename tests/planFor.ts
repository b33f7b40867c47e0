import { type Plan, plan } from '../collectors/plan/plan.ts';
import type { PolledPairs } from '../collectors/plan/rollUpCandles.ts';
import type { Config } from '../config/config.ts';
import { marketConfigOf } from '../config/marketConfig.ts';
import { connectors } from '../gateway/connectors.ts';
import type { MarketTable } from '../markets/market.js';
import { collectorsOf, type Market, markets } from '../markets/markets.js';
import type { Limits } from '../model/limits.ts';
import type { SharedTransport } from '../store/market/transport.ts';

/** The plan that a configuration gets for a market, by default for spot. */
export const planFor = (
  config: Config,
  limits: Limits,
  foreign?: number,
  polledPairs?: PolledPairs,
  decided?: SharedTransport | null,
  market: Market = 'spot',
): Plan => {
  const part = marketConfigOf(config, market);
  if (part === undefined) throw new Error(`${market} is not configured`);
  return plan(
    {
      collectors: collectorsOf(market),
      listings: markets[market].listings,
      pools: (markets[market] as MarketTable).pools,
      config: part,
      share: config.budget.share,
      connector: connectors[market],
    },
    limits,
    foreign,
    polledPairs,
    decided,
  );
};
