import { LRUCache } from 'lru-cache';
import type { Market } from '../../../markets/markets.js';

/** Weight that each caller's requests have cost at the exchange in the present minute, as this process has seen it. */
export interface Spending {
  add(market: Market, caller: string, weight: number): void;
  of(market: Market, caller: string): number;
}

/** Most callers that are counted at once, so that somebody with many addresses cannot fill the memory. */
const MOST_CALLERS = 10_000;

const MINUTE = 60_000;

/** @param now a market's exchange clock, ms: the exchange counts by its minutes */
export function createSpending(now: (market: Market) => number): Spending {
  const spent = new LRUCache<string, { readonly minute: number; readonly weight: number }>({ max: MOST_CALLERS });
  const keyOf = (market: Market, caller: string): string => `${market} ${caller}`;
  const minuteOf = (market: Market): number => Math.floor(now(market) / MINUTE);

  function of(market: Market, caller: string): number {
    const known = spent.get(keyOf(market, caller));
    return known?.minute === minuteOf(market) ? known.weight : 0;
  }

  return {
    of,
    add(market, caller, weight) {
      spent.set(keyOf(market, caller), { minute: minuteOf(market), weight: of(market, caller) + weight });
    },
  };
}
