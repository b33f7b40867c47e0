import type { SeriesRow } from '../../markets/market.js';

/**
 * Place of a row's time among its fields, counted from 0: of candles their open time, of trades when they were made. Where it is 0, scores are times.
 *
 * @throws RangeError where the table names none
 */
export function timePlaceOf({ columns }: Pick<SeriesRow, 'columns'>): number {
  const place = columns.findIndex((column) => column?.type === 'milliseconds');
  if (place < 0) throw new RangeError('these rows have no time');
  return place;
}
