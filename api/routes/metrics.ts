import type { RequestHandler } from 'express';
import type { ApiContext } from '../context.ts';
import { currentReports } from '../currentReports.ts';
import type { Metrics } from '../metrics.ts';
import type { Overview } from '../overview.ts';

/** Prometheus text: the API's own metrics and the collectors' counters. */
export function metricsText(
  context: ApiContext,
  metrics: Metrics,
  readOverview: () => Promise<Overview>,
): RequestHandler {
  return async (_request, response) => {
    const overview = await readOverview();
    const { limits, reports } = context.board.book();
    const book = { limits, reports: currentReports(context.config(), reports) };
    response.set('Content-Type', metrics.contentType).send(await metrics.render(overview, book));
  };
}
