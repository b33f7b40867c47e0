import type { RawAggTrade } from '../rawAggTrade.ts';
import { countIn, flagIn, timeIn } from './fields.ts';
import type { FilesOfType } from './files.ts';

/** Of aggregate trades. Spot's say last whether the price was the best one. `26129,0.01633102,4.70443515,27781,27781,1498793709153,true` */
export const aggTradeFiles: FilesOfType = {
  columns: [
    ['agg_trade_id', 'a'],
    ['price', 'p'],
    ['quantity', 'q'],
    ['first_trade_id', 'f'],
    ['last_trade_id', 'l'],
    ['transact_time', 'T'],
    ['is_buyer_maker', 'm'],
    ['is_best_match', 'M'],
  ],
  optionalColumns: 1,
  rowOf: ([id = '', price, quantity, first = '', last = '', time = '', isBuyerMaker = '']) => ({
    a: countIn(id),
    p: price,
    q: quantity,
    f: countIn(first),
    l: countIn(last),
    T: timeIn(time),
    m: flagIn(isBuyerMaker),
  }),
  timeOf: (row) => (row as RawAggTrade).T,
};

/** Of single trades. Spot's say last whether the price was the best one. `28457,4.00000100,12.00000000,48.00,1499865549590,true` */
export const tradeFiles: FilesOfType = {
  columns: [['id', 'trade_id'], ['price'], ['qty'], ['quote_qty'], ['time'], ['is_buyer_maker'], ['is_best_match']],
  optionalColumns: 1,
  rowOf: ([id = '', price, qty, quoteQty, time = '', isBuyerMaker = '']) => ({
    id: countIn(id),
    price,
    qty,
    quoteQty,
    time: timeIn(time),
    isBuyerMaker: flagIn(isBuyerMaker),
  }),
  timeOf: (row) => (row as { readonly time: number }).time,
};
