import { decimalsOf } from '../decimals.ts';
import { specOf } from '../replay/specOf.ts';
import type { SymbolSpec } from '../trading/symbols.ts';
import type { CapturedPair } from './capturedPair.ts';

/** A pair that only the capture knows. What is made up of it is only near to what was captured. */
export function capturedSpec(pair: CapturedPair, start: number): SymbolSpec {
  const { bidPrice = '1', askPrice = '0', bidQty = '0', askQty = '0' } = pair.bookTicker(start) ?? {};
  const price = pair.price(start) ?? bidPrice;
  return specOf({
    ...{ symbol: pair.symbol, first: start, price: Number(price) },
    priceDecimals: Math.max(...[price, bidPrice, askPrice].map(decimalsOf)),
    quantityDecimals: Math.max(...[bidQty, askQty].map(decimalsOf)),
  });
}
