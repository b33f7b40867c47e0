import { createMarket, type Listing } from '../../../simulator/market/market.ts';
import { defaultSymbols } from '../../../simulator/market/symbols.ts';

/** A seeded market of its own for each call, without recordings. */
export function sampleMarket(seed = 'tests') {
  const market = createMarket(defaultSymbols, seed, (_spec, seeded) => seeded);
  return (symbol: string): Listing => {
    const listing = market.get(symbol);
    if (listing === undefined) throw new Error(`no ${symbol}`);
    return listing;
  };
}

/** Pairs of very different price, step size and activity. */
export const samplePairs = ['BTCUSDT', 'ETCUSDT', 'SHIBUSDT', 'XVGUSDT', 'BCHUSDT', 'ARBUSDT'];

/** A moment by which every sampled time is past. */
export const LATER = Date.UTC(2027, 3, 1);
