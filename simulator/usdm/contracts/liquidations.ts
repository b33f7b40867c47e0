import { ordersBetween } from '../../streams/orderTimes.ts';
import type { AggTrade } from '../../trading/orders/numberedOrders.ts';
import { hashNumbers } from '../../trading/random.ts';
import type { Contract } from './contract.ts';

/** One order in so many is a liquidation. */
const ONE_IN = 4;

/** The last order after `from` up to `to` (ms) by which somebody was liquidated; undefined: there was none. */
export const lastLiquidation = ({ trading, bookSeed }: Contract, from: number, to: number): AggTrade | undefined =>
  ordersBetween(trading, from, to).findLast(({ id }) => hashNumbers(bookSeed, id, 61) % ONE_IN === 0);
