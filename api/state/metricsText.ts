import type { RequestHandler } from 'express';
import type { ApiContext } from '../context/context.ts';
import { currentReports } from './currentReports.ts';
import { madeOnce } from './madeOnce.ts';
import type { Metrics } from './metrics.ts';
import type { Overview } from './overview.ts';
import { plannedWeight } from './planned.ts';

/** Prometheus text: the API's own metrics and the collectors' counters. */
export function metricsText(
  context: ApiContext,
  metrics: Metrics,
  readOverview: () => Promise<Overview>,
): RequestHandler {
  const textOf = madeOnce(async (overview: Overview) => {
    const config = context.config();
    const { limits, foreign, reports } = context.board.book();
    const planned = plannedWeight(config, reports);
    const book = { limits, foreign, planned, reports: currentReports(config, reports) };
    return Buffer.from(await metrics.render(overview, book));
  });
  return async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await textOf(await readOverview()));
  };
}
