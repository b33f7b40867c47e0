import { DAY, MINUTE } from './trading/calendar.ts';

/** What an address is told about its request: served, or sent away for some seconds. */
export interface Verdict {
  readonly usedWeight: number;
  readonly refusal?: { readonly status: 429 | 418; readonly retryAfterSeconds: number; readonly until: number };
}

export interface RateLimit {
  /** Counts a request and judges it. Requests that are refused count too. */
  charge(address: string, weight: number, now: number): Verdict;
  /** Forgets everything, bans included. */
  reset(): void;
}

interface Address {
  minute: number;
  usedWeight: number;
  /** Requests sent although a 429 had asked to wait. */
  insisted: number;
  bans: number;
  bannedUntil: number;
}

/** Requests after the first 429 that are still answered 429 before the address is banned. */
const PATIENCE = 10;
const FIRST_BAN = 2 * MINUTE;
const LONGEST_BAN = 3 * DAY;
/** An address that behaved this long is banned from the shortest time on again. */
const FORGIVEN_AFTER = 7 * DAY;

/**
 * Binance's limit: each address has `limit` weight in each fixed UTC minute. Beyond it every answer is 429 until the minute ends; who
 * goes on asking is banned (418) for two minutes, and twice as long each further time, up to three days.
 */
export function createRateLimit(limit: number): RateLimit {
  const addresses = new Map<string, Address>();

  const find = (key: string): Address => {
    const known = addresses.get(key);
    if (known !== undefined) return known;
    const fresh = { minute: -1, usedWeight: 0, insisted: 0, bans: 0, bannedUntil: 0 };
    addresses.set(key, fresh);
    return fresh;
  };

  return {
    charge(key, weight, now) {
      const address = find(key);
      const minute = Math.floor(now / MINUTE);
      if (address.minute !== minute) Object.assign(address, { minute, usedWeight: 0, insisted: 0 });
      address.usedWeight += weight;
      const usedWeight = address.usedWeight;
      if (address.bannedUntil <= now && usedWeight <= limit) return { usedWeight };
      if (address.bannedUntil <= now) {
        address.insisted += 1;
        if (address.insisted <= PATIENCE) return refuse(429, usedWeight, (minute + 1) * MINUTE, now);
        if (now - address.bannedUntil > FORGIVEN_AFTER) address.bans = 0;
        address.bannedUntil = now + Math.min(FIRST_BAN * 2 ** address.bans, LONGEST_BAN);
        address.bans += 1;
      }
      return refuse(418, usedWeight, address.bannedUntil, now);
    },
    reset() {
      addresses.clear();
    },
  };
}

function refuse(status: 429 | 418, usedWeight: number, until: number, now: number): Verdict {
  return { usedWeight, refusal: { status, retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1000)), until } };
}
