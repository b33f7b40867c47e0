import { HOUR } from '../trading/calendar.ts';
import type { SymbolSpec } from '../trading/symbols.ts';

/** What is known of a pair that only a recording has. */
export interface RecordedPair {
  readonly symbol: string;
  /** When the recording begins, exchange ms. */
  readonly first: number;
  readonly price: number;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY'];

/** Such a pair, listed a year before the recording. */
export function specOf({ symbol, first, price, priceDecimals, quantityDecimals }: RecordedPair): SymbolSpec {
  const quoteAsset = QUOTES.find((asset) => symbol.endsWith(asset)) ?? 'USDT';
  return {
    symbol,
    baseAsset: symbol.endsWith(quoteAsset) ? symbol.slice(0, -quoteAsset.length) : symbol,
    quoteAsset,
    listedAt: Math.floor(first / HOUR) * HOUR - 365 * 24 * HOUR,
    firstPrice: price,
    level: price,
    priceDecimals,
    quantityDecimals,
    ordersPerMinute: 5,
    stepsPerOrder: 4000,
  };
}
