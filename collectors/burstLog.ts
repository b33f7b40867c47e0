import type { Log } from '../config/log.ts';

/** Logs a trouble once when it begins and once when it is over, with a count: a poll a second would fill the log. */
export interface BurstLog {
  /** `kind` tells troubles apart; only the first of each in a burst is logged. */
  failed(kind: string, message: string, fields?: Record<string, unknown>): void;
  /** Everything works again. */
  recovered(): void;
}

export function createBurstLog(log: Log, subject: string): BurstLog {
  const counts = new Map<string, number>();
  return {
    failed(kind, message, fields) {
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      if (count === 0) log.warn(`${subject}: ${message}`, fields);
    },
    recovered() {
      if (counts.size === 0) return;
      const summary = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
      counts.clear();
      log.info(`${subject}: works again after ${summary}`);
    },
  };
}
