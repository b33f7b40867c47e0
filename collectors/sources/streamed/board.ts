/*
 * What is told of each pair of a market, by streams and by REST, that streams can be held against:
 *
 * - *trades*  single trades are numbered, and a ticker, a candle and a trade all tell the last number that they know of
 * - *tops*    best bid and ask, as REST tells them of all pairs in news rounds (news/newsRounds.ts)
 *
 * A stream that is quiet says nothing by that. But one that lacks what another one has told is broken, though its socket lives; and one of which
 * nothing has come yet is well as long as nothing has happened. All times are monotonic ms.
 */

/** A pair's last trade. */
export interface LastTrade {
  readonly id: number;
  /** When the one before was told last: it has happened later. -∞: none was. */
  readonly after: number;
  /** When it was told first: it has happened earlier. */
  readonly since: number;
  /** When it was told last: as of then there was no later one. */
  readonly toldAt: number;
}

/** A pair's best bid and ask. */
export interface Top {
  /** Prices and quantities, in a form that can be compared. */
  readonly top: string;
  /** As of when. */
  readonly at: number;
}

export interface Board {
  /**
   * Somebody tells the last trade of a pair that he knows of.
   *
   * @param at there was no later one then: of an answer, when it was asked for
   * @param by it has happened by then: of an answer, when that came; default `at`
   */
  tellTrade(symbol: string, id: number, at: number, by?: number): void;
  tellTop(symbol: string, top: Top): void;
  lastTradeOf(symbol: string): LastTrade | undefined;
  topOf(symbol: string): Top | undefined;
}

/** Numbers that begin anew are believed after so long without the ones before, ms. */
const BEGUN_ANEW_AFTER_MS = 60_000;

export function createBoard(): Board {
  const trades = new Map<string, LastTrade & { toldAt: number }>();
  const tops = new Map<string, Top>();
  return {
    tellTrade(symbol, id, at, by = at) {
      const last = trades.get(symbol);
      if (last === undefined || id > last.id || at - last.toldAt > BEGUN_ANEW_AFTER_MS) {
        trades.set(symbol, { id, after: last?.toldAt ?? Number.NEGATIVE_INFINITY, since: by, toldAt: at });
      } else if (id === last.id && at > last.toldAt) {
        last.toldAt = at;
      }
    },
    tellTop: (symbol, top) => void tops.set(symbol, top),
    lastTradeOf: (symbol) => trades.get(symbol),
    topOf: (symbol) => tops.get(symbol),
  };
}
