import type { Market } from '../../markets/markets.js';

/** The different streams that each caller follows, over all of its sockets: no one is to use up what the relay may follow for all. */
export interface Holdings {
  /** Different streams that a caller may have. */
  readonly most: number;
  of(caller: string, market: Market): Holding;
}

/** What one caller follows of one market. */
export interface Holding {
  /** Counts that it follows these streams, once more where it does already: all of them, or none. @returns whether it may */
  take(streams: readonly string[]): boolean;
  /** It follows these once less. */
  give(streams: readonly string[]): void;
}

/** @param most different streams of a caller, of all markets */
export function createHoldings(most: number): Holdings {
  /** How often each caller follows each of its streams. */
  const byCaller = new Map<string, Map<string, number>>();
  return {
    most,
    of(caller, market) {
      const keyOf = (stream: string): string => `${market} ${stream}`;
      return {
        take(streams) {
          const held = byCaller.get(caller) ?? new Map<string, number>();
          const keys = streams.map(keyOf);
          if (held.size + keys.filter((key) => !held.has(key)).length > most) return false;
          for (const key of keys) held.set(key, (held.get(key) ?? 0) + 1);
          if (held.size > 0) byCaller.set(caller, held);
          return true;
        },
        give(streams) {
          const held = byCaller.get(caller);
          if (held === undefined) return;
          for (const key of streams.map(keyOf)) {
            const times = held.get(key) ?? 0;
            if (times > 1) held.set(key, times - 1);
            else held.delete(key);
          }
          if (held.size === 0) byCaller.delete(caller);
        },
      };
    },
  };
}
