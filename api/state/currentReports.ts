import type { Config } from '../../config/config.ts';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import type { WorkerReport } from '../../store/health.ts';

/** A worker reports each second. */
const SILENT_AFTER_MS = 5_000;

export const isAlive = ({ at }: WorkerReport): boolean => Date.now() - at < SILENT_AFTER_MS;

/** Reports of the workers that should run and of those that still do, by name. Others stay in Redis for good and say nothing. */
export function currentReports(
  config: Config,
  reports: ReadonlyMap<string, WorkerReport>,
): ReadonlyMap<string, WorkerReport> {
  const enabled = new Set(enabledCollectors(config).map(({ name }) => name));
  return new Map([...reports].filter(([name, report]) => enabled.has(name) || isAlive(report)));
}
