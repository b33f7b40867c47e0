import type { Store } from './connect.ts';
import { verdictKey } from './keys.ts';

/** Whether the exchange lists all pairs of an edit: one process asks it, all others follow, so that they never differ. */
export interface Verdict {
  /** The pairs judged, in the order of CONFIG.json. */
  readonly pairs: readonly string[];
  /** Empty: accepted. */
  readonly faults: readonly string[];
}

/** Long enough for processes that look at the file later; short enough that a later listing of a refused pair is seen. */
const VERDICT_TTL_S = 60;

export async function writeVerdict(store: Store, verdict: Verdict): Promise<void> {
  await store.redis.set(verdictKey, JSON.stringify(verdict), 'EX', VERDICT_TTL_S);
}

/** The verdict on exactly these pairs, or null while there is none. */
export async function readVerdict(store: Store, pairs: readonly string[]): Promise<Verdict | null> {
  const stored = await store.redis.get(verdictKey);
  const verdict = stored === null ? null : (JSON.parse(stored) as Verdict);
  return verdict !== null && JSON.stringify(verdict.pairs) === JSON.stringify(pairs) ? verdict : null;
}
