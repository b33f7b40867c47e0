import { type Plan, plan } from '../collectors/plan/plan.ts';
import type { PolledPairs } from '../collectors/plan/rollUpCandles.ts';
import type { Config } from '../config/config.ts';
import { binanceSpot } from '../exchanges/binance/spot/connector.ts';
import { collectorsOf } from '../markets/markets.js';
import type { Limits } from '../model/limits.ts';

/** The plan for spot that a configuration gets. */
export const planFor = (config: Config, limits: Limits, foreign?: number, polledPairs?: PolledPairs): Plan =>
  plan(
    { collectors: collectorsOf('spot'), config, share: config.budget.share, connector: binanceSpot },
    limits,
    foreign,
    polledPairs,
  );
