import type { Config } from '../../config/config.ts';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import type { Rung, WorkerReport } from '../../store/health.ts';

type Reports = ReadonlyMap<string, WorkerReport>;

const enabledReports = (config: Config, reports: Reports): WorkerReport[] =>
  enabledCollectors(config).flatMap(({ name }) => reports.get(name) ?? []);

/** Weight per minute that the enabled workers say the plan gives them. */
export const plannedWeight = (config: Config, reports: Reports): number =>
  enabledReports(config, reports).reduce((sum, { plannedWeight: weight }) => sum + weight, 0);

/** Rung of the plan, of the report written last: while a plan changes, workers follow it within a second. Null before any report. */
export function rungOf(config: Config, reports: Reports): Rung | null {
  const [last] = enabledReports(config, reports).sort((a, b) => b.at - a.at);
  return last?.rung ?? null;
}
