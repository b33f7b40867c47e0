import { type Collector, namedOf } from '../../../../markets/markets.js';
import { type Candle, candleShapeOf, isTraded, parseCandle, saysFinal } from '../../../../model/candle.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { nullIfRedisError } from '../../../../store/redis/redisError.ts';
import { addCloses, type ComparedClose, MOST_CLOSES } from '../../../../store/reports/comparedCloses.ts';
import type { WorkerContext } from '../../../context/workerContext.ts';
import type { PairState } from '../../../state/pairState.ts';

/** Closes as streams have told them, beside those of REST: for people to look at. */
export interface Closes {
  /** A candle has come by a stream. One that is not final is passed over. */
  told(pair: PairState, row: SeriesRow): void;
  /** REST has told these, the oldest first. @param at when it was asked, exchange-clock ms. A Redis that is away keeps nobody from comparing. */
  compare(pair: PairState, settled: readonly Candle[], at: number): Promise<void>;
}

/** Null: the collector's candles are not those that are shown, of one minute and of what is traded. */
export function createCloses({ store }: Pick<WorkerContext, 'store'>, collector: Collector): Closes | null {
  const { market, interval, row } = collector;
  if (interval !== 1 || namedOf(row) !== undefined) return null;
  const shape = candleShapeOf(row);
  const place = shape.columns.findIndex((column) => column?.name === 'close');
  const closeOf = (candle: Candle): string => String(candle[place]);
  /** By open time, as they came. */
  const known = new WeakMap<PairState, Map<number, string>>();

  return {
    told(pair, { score, member }) {
      if (!saysFinal(shape, member)) return;
      const own = known.get(pair) ?? new Map<number, string>();
      known.set(pair, own);
      own.set(score, closeOf(parseCandle(shape, member)));
      const [oldest] = own.keys();
      if (own.size > MOST_CLOSES && oldest !== undefined) own.delete(oldest);
    },
    async compare(pair, settled, at) {
      const own = known.get(pair);
      const [oldest] = own?.keys() ?? [];
      if (own === undefined || oldest === undefined || pair.isRemoved) return;
      const closes = settled
        // Of a candle without trades streams tell nothing.
        .filter((candle) => candle[0] >= oldest && (own.has(candle[0]) || isTraded(shape, candle)))
        .map((candle): ComparedClose => [candle[0], own.get(candle[0]) ?? null, closeOf(candle)]);
      if (closes.length === 0) return;
      await addCloses(store, market, pair.code, { at: Math.round(at), closes }).catch(nullIfRedisError);
    },
  };
}
