import { LRUCache } from 'lru-cache';
import type { Market } from '../../../markets/markets.js';
import { Allowance } from '../../sockets/allowance.ts';

/** Bounds how often each caller asks, over all of its sockets: so many sockets are not as many times the requests. */
export interface RequestAllowance {
  /** Counts a request. @param perMinute how many a minute allows, all of them at once if need be @returns whether it is one too many */
  isTooMany(market: Market, caller: string, perMinute: number): boolean;
}

/** Most callers that are counted at once, so that somebody with many addresses cannot fill the memory. */
const MOST_CALLERS = 10_000;

/** @param monotonic ms */
export function createRequestAllowance(monotonic: () => number): RequestAllowance {
  const callers = new LRUCache<string, { readonly perMinute: number; readonly allowance: Allowance }>({
    max: MOST_CALLERS,
  });
  return {
    isTooMany(market, caller, perMinute) {
      const now = monotonic();
      const key = `${market} ${caller}`;
      let known = callers.get(key);
      if (known?.perMinute !== perMinute) {
        known = { perMinute, allowance: new Allowance(perMinute / 60, perMinute, now) };
        callers.set(key, known);
      }
      return known.allowance.isTooMany(now);
    },
  };
}
