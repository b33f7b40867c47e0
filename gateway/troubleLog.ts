import type { Log } from '../runtime/log.ts';

type Fields = Record<string, unknown>;

/** Logs a trouble once when it begins and once when it is over, with a count. */
export interface TroubleLog {
  /** `kind` tells troubles apart; only the first of each in a burst is logged. */
  failed(kind: string, message: string, fields?: Fields): void;
  /** Counts one that is said elsewhere. */
  noted(kind: string): void;
  /** Everything works again. */
  recovered(): void;
}

export function createTroubleLog(log: Pick<Log, 'info' | 'warn'>, subject: string): TroubleLog {
  const counts = new Map<string, number>();

  /** @returns whether it is the first of its kind */
  function note(kind: string): boolean {
    const known = counts.get(kind) ?? 0;
    counts.set(kind, known + 1);
    return known === 0;
  }

  return {
    failed(kind, message, fields) {
      if (note(kind)) log.warn(`${subject}: ${message}`, fields);
    },
    noted: note,
    recovered() {
      if (counts.size === 0) return;
      const summary = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
      counts.clear();
      log.info(`${subject}: works again after ${summary}`);
    },
  };
}
