import type { Log } from '../../runtime/log.ts';
import { monotonicMs } from '../../runtime/machine.ts';

/** What is stored and is not what it should be. Each is said once, and once more when it has been put right. */
export interface DamageLog {
  /** What stands at `where` (a key, or a key and a field) is damaged, and what follows from it. */
  found(where: string, stored: string, effect?: string): void;
  /** What stands there is as it should be, or gone. */
  sound(where: string): void;
  /** Where damage was met in the last seconds. */
  list(): string[];
}

/** More than anybody would read. */
const MOST_KNOWN = 100;

const EXCERPT = 80;

/** What is read at all is mostly read each second. */
const PRESENT_MS = 10_000;

/** What was not met for so long is gone, and said again if it comes back. */
const FORGOTTEN_MS = 3_600_000;

/** `monotonic` (ms) can be injected. */
export function createDamageLog(log: Pick<Log, 'info' | 'warn'>, monotonic = monotonicMs): DamageLog {
  /** When it was met last, by where. */
  const known = new Map<string, number>();

  function isNew(where: string, now: number): boolean {
    if (known.has(where)) return false;
    for (const [each, at] of known) if (now - at > FORGOTTEN_MS) known.delete(each);
    return known.size < MOST_KNOWN;
  }

  return {
    found(where, stored, effect = 'counts as missing until it is written anew') {
      const now = monotonic();
      if (isNew(where, now)) {
        const excerpt = stored.length > EXCERPT ? `${stored.slice(0, EXCERPT)}…` : stored;
        log.warn(`${where} in Redis is damaged: it ${effect}: ${excerpt}`);
      } else if (!known.has(where)) return;
      known.set(where, now);
    },
    sound(where) {
      if (known.delete(where)) log.info(`${where} in Redis is as it should be again`);
    },
    list: () => [...known].filter(([, at]) => monotonic() - at < PRESENT_MS).map(([where]) => where),
  };
}
