import type { Collector } from '../../../markets/markets.js';
import type { PlanLevel, WorkerReport } from '../../../store/reports/health.ts';

type Reports = ReadonlyMap<string, WorkerReport>;

const reportsOf = (collectors: readonly Collector[], reports: Reports): WorkerReport[] =>
  collectors.flatMap(({ name }) => reports.get(name) ?? []);

/**
 * Weight per minute that workers say the plan gives them.
 *
 * @param enabled the collectors of one market that should run
 * @param pool of which limit; default: the market's own
 */
export const plannedWeight = (enabled: readonly Collector[], reports: Reports, pool?: string): number =>
  reportsOf(enabled, reports)
    .filter((report) => report.pool === pool)
    .reduce((sum, { plannedWeight: weight }) => sum + weight, 0);

/**
 * Level of the plan, of the report written last: while a plan changes, workers follow it within a second. Null before any report.
 *
 * @param enabled the collectors of one market that should run
 */
export function levelOf(enabled: readonly Collector[], reports: Reports): PlanLevel | null {
  const [last] = reportsOf(enabled, reports).sort((a, b) => b.at - a.at);
  return last?.rung ?? null;
}
