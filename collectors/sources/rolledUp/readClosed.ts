import type { Interval } from '../../../markets/markets.js';
import { isFinal } from '../../../model/candle.ts';
import { type Span, sumCandles } from '../../../model/sumCandles.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { readCover } from '../../../store/values/readCover.ts';
import type { PairState } from '../../state/pairState.ts';
import type { ClosedPart } from '../../state/rolledState.ts';
import type { RollUp } from './planRollUp.ts';

/**
 * The closed finer candles from `from` up to, not including, `to`, summed up; or the first time that none is stored of.
 *
 * @throws ioredis errors when Redis is away
 */
export async function readClosed(
  store: Store,
  { shape, sources, keyOf }: Pick<RollUp, 'shape' | 'sources' | 'keyOf'>,
  { code, rolled }: Pick<PairState, 'code' | 'rolled'>,
  from: number,
  to: number,
): Promise<ClosedPart | { readonly missing: Span }> {
  if (from >= to) return { openTime: from, upTo: to, sum: null, isSettled: true };
  const made = { shape, sources, keyOf: (source: Interval) => keyOf(code, source) };
  const covering = await readCover(store, made, from, to, rolled.holes.absent);
  if ('missing' in covering) return covering;
  const isSettled = covering.candles.every((candle) => isFinal(shape, candle));
  return { openTime: from, upTo: to, sum: sumCandles(shape, covering.candles), isSettled };
}
