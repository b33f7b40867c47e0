import { PAIR_CODE } from '../markets/pairCode.ts';

/** Which pairs the exchange lists, as far as somebody has stored it. */
export interface Listed {
  /** @param symbol the exchange's name. Where nobody knows who is listed, whatever may be a name is */
  has(symbol: string): boolean;
  /** Reads it anew where it is old. Called each second. Rejects when Redis is away. */
  refresh(): Promise<void>;
}

/** It is stored anew each hour. A pair that is new is followed a minute after that is known, ms. */
const READ_EVERY_MS = 60_000;

/** While nobody knows, it is asked for more often: a new installation stores it in its first seconds, ms. */
const UNKNOWN_EVERY_MS = 5_000;

/** @param read the symbols; null: nobody knows */
export function createListed(read: () => Promise<ReadonlySet<string> | null>, monotonic: () => number): Listed {
  let symbols: ReadonlySet<string> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    has: (symbol) => symbols?.has(symbol) ?? PAIR_CODE.test(symbol),
    async refresh() {
      if (monotonic() - readAt < (symbols === null ? UNKNOWN_EVERY_MS : READ_EVERY_MS)) return;
      symbols = (await read()) ?? symbols;
      readAt = monotonic();
    },
  };
}
