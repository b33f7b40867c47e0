/**
 * One candle in whole units of its symbol: prices in ticks, volumes in steps, quote amounts in ticks × steps, so that sums are exact.
 * `orders` counts taker orders (aggregate trades), `trades` what they were filled with. A candle without trades is flat.
 */
export interface Candle {
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quote: bigint;
  readonly takerVolume: number;
  readonly takerQuote: bigint;
  readonly orders: number;
  readonly trades: number;
  /** The row of a recording that this candle stands for, word for word. */
  readonly recorded?: readonly string[];
}

/** How whole units are written: ticks of 10^-priceDecimals, steps of 10^-quantityDecimals. */
export interface Scale {
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** With how many decimals they are printed, where it is not the eight of the spot market; a quote amount has as many as both together. */
  readonly written?: { readonly price: number; readonly quantity: number };
}

/** A candle without trades at one price. */
export function flatCandle(openTime: number, closeTime: number, price: number): Candle {
  return {
    openTime,
    closeTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quote: 0n,
    takerVolume: 0,
    takerQuote: 0n,
    orders: 0,
    trades: 0,
  };
}

/**
 * The exact sum of finer candles in order of time, or undefined when there is none. Candles without trades take no part in open,
 * high, low and close, unless none of them traded: then the first one's flat price stands.
 */
export function sumCandles(openTime: number, closeTime: number, parts: readonly Candle[]): Candle | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  let sum: Candle | undefined;
  let [high, low, close, volume, takerVolume, orders, trades] = [0, 0, 0, 0, 0, 0, 0];
  let [quote, takerQuote] = [0n, 0n];
  for (const part of parts) {
    if (part.trades === 0) continue;
    if (sum === undefined) {
      sum = part;
      high = part.high;
      low = part.low;
    }
    if (part.high > high) high = part.high;
    if (part.low < low) low = part.low;
    close = part.close;
    volume += part.volume;
    quote += part.quote;
    takerVolume += part.takerVolume;
    takerQuote += part.takerQuote;
    orders += part.orders;
    trades += part.trades;
  }
  if (sum === undefined) return flatCandle(openTime, closeTime, first.open);
  const open = sum.open;
  return { openTime, closeTime, open, high, low, close, volume, quote, takerVolume, takerQuote, orders, trades };
}
