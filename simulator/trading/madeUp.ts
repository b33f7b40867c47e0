import { DAY } from './calendar.ts';
import { defaultSymbols, type SymbolSpec } from './symbols.ts';

/** They are listed one after the other, so that not all are equally old; after so many they begin anew. */
const FIRST = Date.UTC(2024, 0, 2, 8);
const APART = 11 * DAY;
const DIFFERENT_AGES = 60;
const FEWEST_ORDERS = 2;
const DIFFERENT_ORDERS = 6;

/** A made-up pair, `MADE1USDT` for number 1: the same on the spot market and under a contract. */
export function madeUpPair(number: number): SymbolSpec {
  const index = number - 1;
  const price = 7 + index;
  return {
    ...{ symbol: `MADE${number}USDT`, baseAsset: `MADE${number}`, quoteAsset: 'USDT' },
    ...{ listedAt: FIRST + (index % DIFFERENT_AGES) * APART, firstPrice: price, level: price },
    ...{ priceDecimals: 3, quantityDecimals: 1, stepsPerOrder: 4000 },
    ordersPerMinute: FEWEST_ORDERS + (index % DIFFERENT_ORDERS),
  };
}

/** The pairs of the spot market, and made-up ones, so that there are so many. */
export function symbolsWith(pairs: number): readonly SymbolSpec[] {
  const missing = Math.max(0, pairs - defaultSymbols.length);
  return [...defaultSymbols, ...Array.from({ length: missing }, (_, index) => madeUpPair(index + 1))];
}
