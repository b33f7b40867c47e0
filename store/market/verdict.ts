import { setTimeout as wait } from 'node:timers/promises';
import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { verdictKey } from '../redis/keys.ts';
import { nullIfRedisError } from '../redis/redisError.ts';
import { readText, record, storedJson, texts } from '../redis/stored.ts';

/** Whether the exchange lists all pairs of an edit: one process asks it, all others follow, so that they never differ. */
export interface Verdict {
  /** The pairs judged, in the order of CONFIG.json. */
  readonly pairs: readonly string[];
  /** Empty: accepted. */
  readonly faults: readonly string[];
}

/** Long enough for processes that look at the file later; short enough that a later listing of a refused pair is seen. */
const VERDICT_TTL_S = 60;

export async function writeVerdict(store: Store, market: Market, verdict: Verdict): Promise<void> {
  await store.redis.set(verdictKey(market), JSON.stringify(verdict), 'EX', VERDICT_TTL_S);
}

const parseVerdict = storedJson<Verdict>(record({ pairs: texts, faults: texts }));

/** The verdict on exactly these pairs, or null while there is none. */
async function readVerdict(store: Store, market: Market, pairs: readonly string[]): Promise<Verdict | null> {
  const key = verdictKey(market);
  const verdict = parseVerdict(store, key, await readText(store, key));
  return verdict !== null && JSON.stringify(verdict.pairs) === JSON.stringify(pairs) ? verdict : null;
}

/** How long the process that asks the exchange lets an edit wait, ms. */
export const JUDGE_WITHIN_MS = 1_500;

/** The judge may look at the file a second later than we do; the rest is margin. */
const PATIENCE_MS = JUDGE_WITHIN_MS + 2_000;
const EVERY_MS = 100;

/**
 * Waits for the verdict of the process that asks the exchange.
 *
 * @returns the faults that refuse the edit; none when no verdict comes in time: no collector runs, or Redis is away
 */
export async function awaitVerdict(
  store: Store,
  market: Market,
  pairs: readonly string[],
  patienceMs = PATIENCE_MS,
): Promise<readonly string[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const verdict = await readVerdict(store, market, pairs).catch(nullIfRedisError);
    if (verdict !== null) return verdict.faults;
    if (performance.now() >= deadline) return [];
    await wait(EVERY_MS);
  }
}
