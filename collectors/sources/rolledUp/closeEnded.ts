import type { Candle } from '../../../model/candle.ts';
import { nextOpenTime } from '../../../model/candleTime.ts';
import { asCandleOf } from '../../../model/sumCandles.ts';
import type { Store } from '../../../store/redis/connect.ts';
import type { PairState } from '../../state/pairState.ts';
import type { RollUp } from './planRollUp.ts';
import { readClosed } from './readClosed.ts';

/** Candles that wait for the exchange's own row, at most. */
const MOST_WAITING = 10;

/**
 * Goes on to the candle that opens at `openTime`. The one before it is summed up to its end, again each time until all its parts are final.
 *
 * @returns the sum of the one before, where there is one to store
 */
export async function closeEnded(
  store: Store,
  rollUp: RollUp,
  pair: PairState,
  openTime: number,
): Promise<readonly Candle[]> {
  const { running, ended, trust } = pair.rolled;
  const before = running.openTime;
  if (before === null || before >= openTime || before === trust.distrusted) {
    running.openTime = openTime;
    return [];
  }
  const part = await readClosed(store, rollUp, pair, before, nextOpenTime(rollUp.interval, before));
  const sum = 'missing' in part || part.sum === null ? null : asCandleOf(rollUp.shape, rollUp.interval, part.sum);
  if ('missing' in part || part.isSettled) {
    if (sum !== null) waitForTheirs(ended, sum);
    running.openTime = openTime;
  }
  return sum === null ? [] : [sum];
}

/** Keeps a sum until the exchange's own row comes. The oldest ones are given up: their rows were missed. */
function waitForTheirs(ended: Map<number, Candle>, sum: Candle): void {
  ended.set(sum[0], sum);
  for (const openTime of ended.keys()) {
    if (ended.size <= MOST_WAITING) break;
    ended.delete(openTime);
  }
}
