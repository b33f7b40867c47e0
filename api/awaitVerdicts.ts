import { addedPairs } from '../config/addedPairs.ts';
import type { Config } from '../config/config.ts';
import { awaitVerdict } from '../store/market/verdict.ts';
import type { Store } from '../store/redis/connect.ts';
import type { Markets } from './context/markets.ts';

/**
 * Faults of the pairs that an edit adds, in all markets. The API waits for the collectors' verdict: in each market one of them asks the
 * exchange whether it knows the pairs.
 */
export async function awaitVerdicts(
  store: Store,
  markets: Markets,
  next: Config,
  previous: Config,
): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    markets.configured(next).map((market) => {
      const pairs = markets.pairsOf(next, market);
      const added = addedPairs(pairs, markets.pairsOf(previous, market));
      return added.length > 0 ? awaitVerdict(store, market, pairs) : [];
    }),
  );
  return verdicts.flat();
}
