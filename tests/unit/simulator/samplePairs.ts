import { createPairs, type Listing } from '../../../simulator/trading/pairs.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';

/** The pairs of a seed, made anew by each call, without recordings. */
export function samplePairs(seed = 'tests') {
  const trading = createPairs(defaultSymbols, seed, (_spec, seeded) => seeded);
  return (symbol: string): Listing => {
    const listing = trading.get(symbol);
    if (listing === undefined) throw new Error(`no ${symbol}`);
    return listing;
  };
}

/** Pairs of very different price, step size and activity. */
export const sampleSymbols = ['BTCUSDT', 'ETCUSDT', 'SHIBUSDT', 'XVGUSDT', 'BCHUSDT', 'ARBUSDT'];

/** A moment by which every sampled time is past. */
export const LATER = Date.UTC(2027, 3, 1);
