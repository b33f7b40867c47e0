import { ExchangeError } from '../../exchanges/errors.ts';
import { createBurstLog } from '../../gateway/burstLog.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import type { FeedSettings } from '../ingest/feedSettings.ts';
import type { IngestContext } from '../ingest/ingestContext.ts';
import { seriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import { catchUp, isAwaited } from './catchUp.ts';

const isFailing = ({ older }: PairState): boolean => [...older.holds.values()].some(({ failures }) => failures > 0);

/** Takes a step backwards in a pair's series; latest values have none. Never rejects. */
export type CatchUp = (settings: FeedSettings, target: PairSeries) => Promise<void>;

/**
 * Catches up with older rows beside the live turns, which never wait for it: one step at a time for each pair, none while a page of a backfill waits for
 * it. What fails is logged once for all pairs of a worker, and is not held against the live turns.
 *
 * @param onUnknown told of a pair that the exchange does not know
 */
export function createCatchUp(
  context: IngestContext,
  worker: string,
  onUnknown: (pair: PairState) => Promise<boolean>,
): CatchUp {
  const burst = createBurstLog(context, `${worker}: older rows`);
  /** Something has failed, and not all has gone well since: only then are all pairs looked at. */
  let hasFailed = false;
  return async (settings, target) => {
    const { pair } = target;
    const { feed } = settings;
    const { older } = pair;
    if (feed.shape !== 'series' || older.isInLine || older.isBusy || isAwaited(context, pair)) return;
    older.isInLine = true;
    try {
      await catchUp(context, seriesSetup(context, { ...settings, feed }), target);
      if (!hasFailed || context.pairs().some(isFailing)) return;
      hasFailed = false;
      burst.recovered();
    } catch (error) {
      if (error instanceof ExchangeError && error.code === 'unknown-pair')
        await onUnknown(pair).catch(nullIfRedisError);
      hasFailed = true;
      burst.failure(error, { pair: pair.code });
    } finally {
      older.isInLine = false;
    }
  };
}
