import type { Config } from '../config/config.ts';
import type { Store } from '../store/connect.ts';
import { awaitVerdict } from '../store/verdict.ts';
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
      const [pairs, before] = [markets.pairsOf(next, market), markets.pairsOf(previous, market)];
      const addsPairs = pairs.some((code) => !before.includes(code));
      return addsPairs ? awaitVerdict(store, market, pairs) : [];
    }),
  );
  return verdicts.flat();
}
