import type { RequestHandler } from 'express';
import type { ApiContext } from '../../context/context.ts';
import { enabledOf } from '../../context/markets.ts';
import { callersOf } from '../health/callersHealth.ts';
import { healthOf } from '../health/health.ts';
import { poolsOf } from '../health/pools.ts';
import { currentRelay } from '../health/relayHealth.ts';
import { currentStreams } from '../health/streamsHealth.ts';
import { currentReports } from '../read/currentReports.ts';
import { madeOnce } from '../read/madeOnce.ts';
import type { Overview } from '../read/overview.ts';
import { plannedWeight } from '../read/planned.ts';
import type { Metrics } from './metrics.ts';

/** Prometheus text: the API's own metrics and the collectors' counters. */
export function metricsText(
  context: ApiContext,
  metrics: Metrics,
  readOverview: () => Promise<Overview>,
): RequestHandler {
  const textOf = madeOnce(async (overview: Overview) => {
    const { board, markets } = context;
    const config = context.config();
    const weights = markets.configured(config).map((market) => {
      const { limits, foreign, info: meta } = board.book(market);
      const enabled = enabledOf(markets, config, markets.collectorsOf(market));
      const planned = plannedWeight(enabled, board.reports());
      const { usedPools } = overview.markets.get(market) ?? {};
      const pools = poolsOf(markets.tableOf(market), config.budget.share, enabled, board.reports(), usedPools);
      const info = meta && { asOf: meta.asOf, now: board.now(market) };
      return { market, limit: limits.weightPerMinute, planned, foreign, info, pools };
    });
    const enabled = enabledOf(markets, config, markets.collectors);
    const reports = [...currentReports(enabled, board.reports()).values()];
    const book = {
      health: healthOf(context, overview),
      weights,
      reports: reports.map((report) => ({ ...report, market: markets.marketOf(report.name) })),
      streams: currentStreams(board.streams()),
      relay: currentRelay(board.relays()),
      callers: callersOf(context, overview),
      callerStates: context.callerStates(),
    };
    return Buffer.from(await metrics.render(overview, book));
  });
  return async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await textOf(await readOverview()));
  };
}
