import type { Candle } from '../../../model/candle.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { PairState } from '../../state/pairState.ts';

/**
 * A sum that cannot be right is not gone on with: the exchange is asked until the candle ends.
 *
 * @param theirs what the exchange says of it; null: the store has refused the sum
 */
export function distrust({ log }: WorkerContext, pair: PairState, ours: Candle, theirs: Candle | null): void {
  const { trust } = pair.rolled;
  trust.distrusted = ours[0];
  trust.behind = 0;
  trust.ahead = 0;
  const beside = theirs === null ? 'the exchange knows more trades' : `the exchange says ${JSON.stringify(theirs)}`;
  log.warn(`${pair.key}: the candle is polled until it ends: summed up it is ${JSON.stringify(ours)}, ${beside}`);
}
