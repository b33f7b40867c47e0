import type { Candle } from '../candle.ts';

/**
 * What one side of a candle's takers did, those who bought or those who sold. A candle's figures say of each side how many steps it
 * traded and for how much; whatever is split or filled is worked out for both sides apart, since their sums are exact apart.
 */
export interface Side {
  /** In steps. */
  readonly volume: number;
  /** Quote amount above `low price × volume`, in ticks × steps: small enough for a double to be exact where the whole amount is not. */
  readonly excess: number;
}

export function boughtIn(candle: Candle): Side {
  return sideOf(candle.low, candle.takerVolume, candle.takerQuote);
}

export function soldIn(candle: Candle): Side {
  return sideOf(candle.low, candle.volume - candle.takerVolume, candle.quote - candle.takerQuote);
}

/** The quote amount of a side of a candle with this low. */
export function quoteOf(low: number, side: Side): bigint {
  return BigInt(low) * BigInt(side.volume) + BigInt(side.excess);
}

function sideOf(low: number, volume: number, quote: bigint): Side {
  return { volume, excess: Number(quote - BigInt(low) * BigInt(volume)) };
}
