import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { Store } from '../store/connect.ts';
import { readVerdict } from '../store/verdict.ts';

const PATIENCE_MS = 2_000;
const EVERY_MS = 100;

/**
 * Whether the exchange lists the pairs an edit adds, as the collector that asks it has judged. Empty, which means yes, when no
 * verdict comes within 2 s: the exchange is out of reach then, or no collector runs.
 */
export function approvePairs(
  store: () => Store | null,
): (next: Config, previous: Config) => Promise<readonly string[]> {
  return async (next, previous) => {
    if (next.pairs.every((code) => previous.pairs.includes(code))) return [];
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const open = store();
      const verdict = open === null ? null : await readVerdict(open, next.pairs).catch(() => null);
      if (verdict !== null) return verdict.faults;
      await wait(EVERY_MS);
    }
    return [];
  };
}
