/** Requests that an address may send in any five minutes, wherever they begin. */
export interface RequestPool {
  /** Counts a request, or refuses it: for so many seconds there is no room. Refused ones are not counted. */
  charge(address: string, now: number): { readonly count: number; readonly retryAfterSeconds?: number };
  reset(): void;
}

export const POOL_WINDOW = 300_000;

export function createRequestPool(limit: number): RequestPool {
  const times = new Map<string, number[]>();
  return {
    charge(address, now) {
      const recent = (times.get(address) ?? []).filter((time) => time > now - POOL_WINDOW && time <= now);
      times.set(address, recent);
      const [oldest = now] = recent;
      if (recent.length >= limit) {
        return { count: recent.length, retryAfterSeconds: Math.max(1, Math.ceil((oldest + POOL_WINDOW - now) / 1000)) };
      }
      recent.push(now);
      return { count: recent.length };
    },
    reset: () => times.clear(),
  };
}
