import type { Interval } from '../../../markets/markets.js';
import { intervalName } from '../intervals.ts';
import { countIn, timeIn } from './fields.ts';
import type { FilesOfType } from './files.ts';

/** The archive's name of a candle's length: it must not differ from another one by capitals alone. */
export function archivedInterval(minutes: Interval): string {
  const name = intervalName(minutes);
  return name.endsWith('M') ? `${name.slice(0, -1)}mo` : name;
}

type ArchivedCandle = readonly [openTime: number, ...prices: string[]];
const CLOSE_TIME = 6;

/**
 * Of candles of all kinds; at mark, index and premium prices nothing is traded, and what stands in the columns of volume means nothing.
 * `1625154120000,33495.38000000,33529.84000000,33492.90000000,33523.68000000,17.56077600,1625154179999,588383.09191864,539,9.69745000,324935.81156654,0`
 */
export const candleFiles: FilesOfType = {
  columns: [
    ['open_time'],
    ['open'],
    ['high'],
    ['low'],
    ['close'],
    ['volume'],
    ['close_time'],
    ['quote_volume', 'quote_asset_volume'],
    ['count', 'number_of_trades', 'trades'],
    ['taker_buy_volume', 'taker_buy_base_volume', 'taker_buy_base_asset_volume'],
    ['taker_buy_quote_volume', 'taker_buy_quote_asset_volume'],
    ['ignore'],
  ],
  optionalColumns: 0,
  rowOf: ([openTime = '', open, high, low, close, volume, closeTime = '', quote, trades = '', ...rest]) => [
    ...[timeIn(openTime), open, high, low, close, volume, timeIn(closeTime), quote, countIn(trades)],
    ...rest,
  ],
  timeOf: (row) => (row as ArchivedCandle)[0],
  endOf: (row) => Number((row as ArchivedCandle)[CLOSE_TIME]),
};
