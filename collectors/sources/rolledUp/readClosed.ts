import { isFinal, parseCandles } from '../../../model/candle.ts';
import { longestCandle, openTimeOf, shortestCandle } from '../../../model/candleTime.ts';
import { cover, type Part, type Span, sumCandles } from '../../../model/sumCandles.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { readSeries } from '../../../store/values/series.ts';
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
  { interval, shape, sources, keyOf }: Pick<RollUp, 'interval' | 'shape' | 'sources' | 'keyOf'>,
  { code, rolled }: Pick<PairState, 'code' | 'rolled'>,
  from: number,
  to: number,
): Promise<ClosedPart | { readonly missing: Span }> {
  if (from >= to) return { openTime: from, upTo: to, sum: null, isSettled: true };
  const finest = sources.at(-1);
  const parts = await Promise.all(
    sources.map(async (source, index): Promise<Part> => {
      // Back to where the next coarser candle may not be final yet.
      const coarser = sources[index - 1] ?? interval;
      const start = Math.max(from, openTimeOf(coarser, to) - longestCandle(coarser));
      const count = Math.ceil((to - start) / shortestCandle(source));
      const { rows } = await readSeries(store, keyOf(code, source), { before: to }, count);
      const candles = parseCandles(shape, rows);
      // A finest candle that another one follows has closed, even if the row that calls it final has not come yet.
      const usable = candles.filter((candle) => isFinal(shape, candle) || source === finest);
      return { interval: source, candles: new Map(usable.map((candle) => [candle[0], candle])) };
    }),
  );
  const covering = cover(from, to, parts, rolled.holes.absent);
  if ('missing' in covering) return covering;
  const isSettled = covering.candles.every((candle) => isFinal(shape, candle));
  return { openTime: from, upTo: to, sum: sumCandles(shape, covering.candles), isSettled };
}
