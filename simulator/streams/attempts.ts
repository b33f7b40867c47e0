/** How often sockets may be opened from one address. */
const MOST_ATTEMPTS = 300;
const WINDOW = 300_000;

export interface Attempts {
  /** Counts an attempt, refused ones too. Returns how many there were in the last five minutes. */
  count(address: string, now: number): number;
  isTooMany(count: number): boolean;
  /** Forgets all of them. */
  reset(): void;
}

/** Attempts of the last five minutes, wherever they begin, by address. */
export function createAttempts(): Attempts {
  const times = new Map<string, number[]>();
  return {
    count(address, now) {
      const recent = (times.get(address) ?? []).filter((time) => time > now - WINDOW && time <= now);
      recent.push(now);
      times.set(address, recent);
      return recent.length;
    },
    isTooMany: (count) => count > MOST_ATTEMPTS,
    reset: () => times.clear(),
  };
}
