import type { RelayReport } from '../../../store/reports/relayReports.ts';

/** A relay reports each second; after this time without a report it says nothing any more. */
const OLD_AFTER_MS = 5_000;

/** What /health says of the relay: its last report. */
export type RelayHealth = RelayReport;

/** The relay that listens, else one that waits; null: none runs, so callers get no streams. */
export function currentRelay(reports: readonly RelayReport[], now = Date.now()): RelayHealth | null {
  const current = reports.filter(({ at }) => Math.abs(now - at) < OLD_AFTER_MS);
  return current.find(({ state }) => state === 'listening') ?? current[0] ?? null;
}
