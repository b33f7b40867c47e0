import { compareDecimals } from '../../model/decimals.ts';

/**
 * A row of an answer with candles, the same in all of Binance's markets:
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]`
 */
export type RawKline = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  quoteVolume: string,
  trades: number,
  takerBase: string,
  takerQuote: string,
  unused: string,
];

/** What makes a candle's figures impossible in any market, at any time; null: nothing. */
export function faultOfFigures([, open, high, low, close, volume, , , , takerBase]: RawKline): string | null {
  const isInside = (price: string) => compareDecimals(low, price) <= 0 && compareDecimals(price, high) <= 0;
  if (!isInside(open) || !isInside(close)) return 'a candle has its open or close outside high and low';
  return compareDecimals(takerBase, volume) > 0 ? 'a candle has more taker volume than volume' : null;
}
