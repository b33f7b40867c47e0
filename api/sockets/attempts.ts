import { LRUCache } from 'lru-cache';

const WINDOW_MS = 300_000;

/** Most addresses that are counted at once, so that somebody with many addresses cannot fill the memory. */
const MOST_ADDRESSES = 10_000;

/**
 * Sockets that an address may try to open within five minutes. The exchange allows 300; here a whole fleet may share one address, and a break closes
 * all of its sockets at once, a second time when the next one comes soon.
 */
export const MOST_ATTEMPTS = 10_000;

/** Bounds how often an address opens sockets: what it has left fills up evenly. */
export interface Attempts {
  /** Counts one. @returns seconds until the address may try again; 0: it may now */
  note(address: string): number;
}

/** @param now monotonic ms */
export function createAttempts(now: () => number, most = MOST_ATTEMPTS): Attempts {
  const perMs = most / WINDOW_MS;
  const addresses = new LRUCache<string, { left: number; at: number }>({ max: MOST_ADDRESSES });
  return {
    note(address) {
      const at = now();
      const known = addresses.get(address) ?? { left: most, at };
      known.left = Math.min(most, known.left + (at - known.at) * perMs);
      known.at = at;
      addresses.set(address, known);
      if (known.left < 1) return Math.ceil((1 - known.left) / perMs / 1_000);
      known.left -= 1;
      return 0;
    },
  };
}
