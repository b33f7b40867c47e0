import type { Collector } from '../../markets/markets.js';
import type { WorkerReport } from '../../store/health.ts';

/** A worker reports each second. */
const SILENT_AFTER_MS = 5_000;

export const isAlive = ({ at }: WorkerReport): boolean => Date.now() - at < SILENT_AFTER_MS;

/**
 * Reports of the workers that should run and of those that still do, by name. Others stay in Redis for good and say nothing.
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
