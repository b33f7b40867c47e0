import { rowOf } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import type { Store } from '../../../../store/redis/connect.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readSeries, writeSeries } from '../../../../store/values/series.ts';

/** Candles of a minute that are stored, to be damaged. */

export const MINUTE = 60_000;
export const now = Date.now();
export const klines = dataKey('spot', 'btcusdt', 'klines', 1);
export const T0 = Math.floor(now / MINUTE) * MINUTE - 10 * MINUTE;
/** What every write says. */
export const context = { fence: now, source: 'binance' };
let asOf = now;
/** Later with each call. */
export const nextAsOf = (): number => asOf++;

export const candle = (index: number) => {
  const openTime = T0 + index * MINUTE;
  const fields = [openTime, '10', '11', '9', '10', '1', openTime + 59_999, '10', 7, '0', '0', '0', 2];
  return { score: openTime, member: JSON.stringify(fields) };
};
export const writeCandles = (store: Store, indexes: readonly number[]) =>
  writeSeries(store, klines, indexes.map(candle), {
    ...context,
    asOf: nextAsOf(),
    kind: 'candles',
    layout: rowLayoutOf(rowOf('spot', 'klines')),
    retention: 100,
    confirmsNewest: true,
  });
export const readCandles = async (store: Store) => {
  const { rows, meta } = await readSeries(store, klines, { offset: 0 }, 100);
  return { rows, isKnown: meta !== null && [meta.asOf, meta.changedAt, meta.version].every(Number.isSafeInteger) };
};
