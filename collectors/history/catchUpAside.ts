import { ExchangeError } from '../../exchanges/errors.ts';
import { createBurstLog } from '../../gateway/burstLog.ts';
import { nullIfRedisError } from '../../store/redisError.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { SeriesSetup } from '../sources/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import { catchUp } from './catchUp.ts';

const isFailing = ({ holds }: PairState): boolean => [...holds.values()].some(({ failures }) => failures > 0);

/**
 * Catches up with older rows beside the live polls, which never wait for it: one step at a time for each pair. What fails is logged once
 * for all pairs of a worker, and is not held against the live polls.
 *
 * @param pairs the worker's pairs
 * @param onUnknown told of a pair that the exchange does not know
 * @returns takes a step, unless one of the pair is under way; never rejects
 */
export function createCatchUp(
  context: WorkerContext,
  worker: string,
  pairs: () => readonly PairState[],
  onUnknown: (pair: PairState) => Promise<void>,
): (setup: SeriesSetup, target: PairSeries) => Promise<void> {
  const burst = createBurstLog(context, `${worker}: older rows`);
  return async (setup, target) => {
    const { pair } = target;
    if (pair.isCatchingUp) return;
    pair.isCatchingUp = true;
    try {
      await catchUp(context, setup, target);
      if (!pairs().some(isFailing)) burst.recovered();
    } catch (error) {
      if (error instanceof ExchangeError && error.code === 'unknown-pair')
        await onUnknown(pair).catch(nullIfRedisError);
      burst.failure(error, { pair: pair.code });
    } finally {
      pair.isCatchingUp = false;
    }
  };
}
