import type { Market } from '../../markets/markets.js';
import type { Markets } from '../context/markets.ts';

/** The market that the futures service serves. */
export const FUTURES: Market = 'usdm';

/**
 * The names by which callers may ask for the futures' exchange: its own, as the older service had it, and those that libraries give to its
 * USD-M futures. All lead to the same.
 */
export function exchangeNames({ names, tableOf }: Pick<Markets, 'names' | 'tableOf'>): readonly string[] {
  // Tests have markets without futures.
  if (!names.includes(FUTURES)) return [];
  const { name } = tableOf(FUTURES).exchange;
  return [name, `${name}${FUTURES}`, `${name}-futures`];
}
