import type { Collector } from '../../../markets/markets.js';
import type { WorkerReport } from '../../../store/reports/health.ts';

/** A worker reports each second; after this time without a report it counts as silent. */
const SILENT_AFTER_MS = 5_000;

export const isAlive = ({ at }: WorkerReport): boolean => Date.now() - at < SILENT_AFTER_MS;

/**
 * The reports of the workers that should run and of those that still run, by name. Reports of other workers stay in Redis for ever and are
 * left out.
 *
 * @param enabled the collectors that should run
 */
export function currentReports(
  enabled: readonly Collector[],
  reports: ReadonlyMap<string, WorkerReport>,
): ReadonlyMap<string, WorkerReport> {
  const names = new Set(enabled.map(({ name }) => name));
  return new Map([...reports].filter(([name, report]) => names.has(name) || isAlive(report)));
}
