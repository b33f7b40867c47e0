import type { WorkerReport } from '../../store/reports/health.ts';
import type { PolledPairs } from './rollUpCandles.ts';

/** A worker reports each second: one that has not for so long, ms, does nothing. */
const SILENT_AFTER_MS = 5_000;

/** Whether a report says what is now. @param now wall-clock ms */
export const isSpeaking = ({ at }: WorkerReport, now: number): boolean => Math.abs(now - at) < SILENT_AFTER_MS;

/**
 * Which pairs are polled although their candles are rolled up as a rule, as the workers of all processes say: all make the same plan of it.
 *
 * @param now wall-clock ms
 */
export function polledPairs(reports: ReadonlyMap<string, WorkerReport>, now: number): PolledPairs {
  const counts = new Map<string, number>();
  for (const report of reports.values()) {
    const count = Object.values(report.pairs ?? {}).filter((pair) => pair?.isPolled === true).length;
    if (count > 0 && isSpeaking(report, now)) counts.set(report.name, count);
  }
  return counts;
}
