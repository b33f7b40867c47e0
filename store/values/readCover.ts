import type { Interval } from '../../markets/markets.js';
import { type CandleShape, isFinal, parseCandles } from '../../model/candle.ts';
import { longestCandle, openTimeOf, shortestCandle } from '../../model/candleTime.ts';
import { type Cover, cover, type Part, type Span } from '../../model/sumCandles.ts';
import type { Store } from '../redis/connect.ts';
import { readSeries } from './series.ts';

/** Of which stored candles a longer one is made. */
export interface CoverSources {
  readonly shape: CandleShape;
  /** The finer intervals, coarsest first. */
  readonly sources: readonly Interval[];
  readonly keyOf: (interval: Interval) => string;
}

/**
 * The stored candles that make up the time from `from` up to, not including, `to`, each as coarse as there is a final one; or the first time that
 * none is stored of.
 *
 * @param absent times of which the exchange has no candles @throws ioredis errors when Redis is away
 */
export async function readCover(
  store: Store,
  { shape, sources, keyOf }: CoverSources,
  from: number,
  to: number,
  absent: readonly Span[],
): Promise<Cover> {
  const finest = sources.at(-1);
  const parts = await Promise.all(
    sources.map(async (source, index): Promise<Part> => {
      // Back to where the next coarser candle may not be final yet.
      const coarser = sources[index - 1];
      const start = coarser === undefined ? from : Math.max(from, openTimeOf(coarser, to) - longestCandle(coarser));
      const count = Math.ceil((to - start) / shortestCandle(source));
      const { rows } = await readSeries(store, keyOf(source), { before: to }, count);
      const candles = parseCandles(shape, rows);
      // A finest candle that another one follows has closed, even if the row that calls it final has not come yet.
      const usable = candles.filter((candle) => isFinal(shape, candle) || source === finest);
      return { interval: source, candles: new Map(usable.map((candle) => [candle[0], candle])) };
    }),
  );
  return cover(from, to, parts, absent);
}
