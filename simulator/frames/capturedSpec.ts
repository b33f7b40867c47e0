import { decimalsOf } from '../decimals.ts';
import { specOf } from '../replay/specOf.ts';
import type { SymbolSpec } from '../trading/symbols.ts';
import type { CapturedPair } from './capturedPair.ts';

/** A pair that only the capture knows. */
export function capturedSpec(pair: CapturedPair, start: number): SymbolSpec {
  const best = pair.bookTicker(start);
  const texts = [...pair.streams.values()].flatMap(({ texts }) => texts.slice(0, 200));
  const decimals = texts.join().match(/"\d+\.\d{8}"/g) ?? [];
  const price = pair.price(start) ?? best?.bidPrice ?? decimals[0]?.slice(1, -1) ?? '1';
  const places = Math.max(decimalsOf(price), decimalsOf(best?.bidPrice ?? '0'), decimalsOf(best?.askPrice ?? '0'));
  return specOf({
    symbol: pair.symbol,
    first: start,
    price: Number(price),
    priceDecimals: places,
    quantityDecimals: 8 - places,
  });
}
