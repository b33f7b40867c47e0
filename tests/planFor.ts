import { type Plan, plan } from '../collectors/plan/plan.ts';
import type { PolledPairs } from '../collectors/plan/rollUpCandles.ts';
import type { Config } from '../config/config.ts';
import { binanceSpot } from '../exchanges/binance/spot/connector.ts';
import { collectorsOf, markets } from '../markets/markets.js';
import type { Limits } from '../model/limits.ts';
import type { SharedTransport } from '../store/transport.ts';

/** The plan for spot that a configuration gets. */
export const planFor = (
  config: Config,
  limits: Limits,
  foreign?: number,
  polledPairs?: PolledPairs,
  decided?: SharedTransport | null,
): Plan =>
  plan(
    {
      collectors: collectorsOf('spot'),
      listings: markets.spot.listings,
      config,
      share: config.budget.share,
      connector: binanceSpot,
    },
    limits,
    foreign,
    polledPairs,
    decided,
  );
