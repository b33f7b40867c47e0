import type { Log } from '../config/log.ts';

const QUIET_MS = 60_000;

/**
 * Logs the first of many like errors at once, and at most once a minute how many more there were: a caller must not be able to
 * fill the disk. `now` in ms.
 */
export function createBurstLog(log: Log, now = Date.now): (message: string, fields: Record<string, unknown>) => void {
  const bursts = new Map<string, { since: number; more: number }>();
  return (message, fields) => {
    const burst = bursts.get(message);
    if (burst !== undefined && now() - burst.since < QUIET_MS) {
      burst.more += 1;
      return;
    }
    bursts.set(message, { since: now(), more: 0 });
    log.error(message, burst?.more ? { ...fields, more: burst.more } : fields);
  };
}
