import type { Config } from '../config/config.ts';
import type { Store } from '../store/connect.ts';
import { awaitVerdict } from '../store/verdict.ts';

/** Whether the exchange lists the pairs an edit adds, as the collector that asks it has judged. No faults: it does, or nobody knows. */
export function approvePairs(
  store: () => Store | null,
): (next: Config, previous: Config) => Promise<readonly string[]> {
  return async (next, previous) => {
    const open = store();
    if (open === null || next.pairs.every((code) => previous.pairs.includes(code))) return [];
    return awaitVerdict(open, next.pairs);
  };
}
