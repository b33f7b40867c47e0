import { useValue } from './values.ts';

/** The assets of a pair. */
export interface Assets {
  readonly base: string;
  readonly quote: string;
}

/** Which assets a pair is of, as the exchange says; empty texts while that is not known. @param types what is collected of it */
export function useAssets(market: string, pair: string, types: readonly string[]): Assets {
  const { held } = useValue(types.includes('pair-info') ? `${market}:${pair}:pair-info` : null);
  const { baseAsset, quoteAsset } = held?.row ?? {};
  return { base: textIn(baseAsset), quote: textIn(quoteAsset) };
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
