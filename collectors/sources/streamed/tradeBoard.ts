/*
 * What streams and answers of one market have told of each pair's trades: single trades are numbered, and a ticker, a candle and a trade all tell
 * the last number that they know of. So streams of a pair are held against each other. A stream that is quiet says nothing by that; but one that
 * lacks a trade which another one has told is broken, though its socket lives. And one of which nothing has come yet is well as long as nothing was
 * traded.
 */

/** What is known of a pair's last trade. Times are monotonic ms. */
export interface LastTrade {
  readonly id: number;
  /** When it was told first. */
  readonly since: number;
  /** When it was told last: as of then there was no later one. */
  readonly toldAt: number;
}

export interface TradeBoard {
  /** Somebody tells the last trade of a pair that he knows of. @param at when, monotonic ms: of an answer, when it was asked for */
  tell(symbol: string, id: number, at: number): void;
  lastOf(symbol: string): LastTrade | undefined;
  /** Pairs that have left. */
  keepOnly(symbols: ReadonlySet<string>): void;
}

/** Numbers that begin anew are believed after so long without a higher one, ms. */
const BEGUN_ANEW_AFTER_MS = 60_000;

export function createTradeBoard(): TradeBoard {
  const lasts = new Map<string, { id: number; since: number; toldAt: number }>();
  return {
    tell(symbol, id, at) {
      const last = lasts.get(symbol);
      if (last === undefined || id > last.id || at - last.toldAt > BEGUN_ANEW_AFTER_MS) {
        lasts.set(symbol, { id, since: at, toldAt: at });
      } else if (id === last.id && at > last.toldAt) {
        last.toldAt = at;
      }
    },
    lastOf: (symbol) => lasts.get(symbol),
    keepOnly(symbols) {
      for (const symbol of lasts.keys()) if (!symbols.has(symbol)) lasts.delete(symbol);
    },
  };
}
