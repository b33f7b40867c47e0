/*
 * What is told of each pair of a market, by streams and by REST, that streams can be held against:
 *
 * - *trades*  single trades are numbered, and a ticker, a candle and a trade all tell the last number that they know of
 * - *tops*    best bid and ask, as REST tells them of all pairs in news rounds (news/newsRounds.ts)
 *
 * A stream that is quiet says nothing by that. But one that lacks what another one has told is broken, though its socket lives; and one of which
 * nothing has come yet is well as long as nothing has happened. All times are monotonic ms.
 *
 * The exchange may count trades anew. Then a stream that has told high numbers tells ones that are lower by far; and where none has told before,
 * as after a break, all tell lower ones, and nobody those of before.
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
  /** One who has told numbers that were higher by far (`isFarBelow`) tells this one now. */
  beginAnew(symbol: string, id: number, at: number): void;
  tellTop(symbol: string, top: Top): void;
  /** As of now: it goes on changing. */
  lastTradeOf(symbol: string, now: number): LastTrade | undefined;
  topOf(symbol: string): Top | undefined;
}

/** Numbers that are lower by far count once those of before were told by nobody for so long, ms: who lags is lower by far only where others go on. */
const BEGUN_ANEW_AFTER_MS = 2_000;
/** By so many, or by half of all. */
const FAR = 1_000;
/** Any lower ones count after so long, ms. */
const LOWER_AFTER_MS = 60_000;
/** For so long somebody who lags may still tell numbers of before, ms. */
const LONGEST_LAG_MS = 60_000;

/** Changed in place: ten feeds tell each trade. */
type Known = { -readonly [Field in keyof LastTrade]: LastTrade[Field] };

interface Told {
  readonly last: Known;
  /** The highest number that is lower by far, of those that were told after the last trade was. */
  lower: Known | null;
  /** The last number before they began anew, and when that was. */
  before: { readonly id: number; readonly at: number } | null;
}

export function createBoard(): Board {
  const trades = new Map<string, Told>();
  const tops = new Map<string, Top>();
  return {
    tellTrade(symbol, id, at, by = at) {
      const known = trades.get(symbol);
      if (known === undefined) {
        const last = { id, after: Number.NEGATIVE_INFINITY, since: by, toldAt: at };
        trades.set(symbol, { last, lower: null, before: null });
        return;
      }
      const { last, before } = known;
      if (before !== null && id <= before.id && !isFarBelow(id, before.id) && at - before.at < LONGEST_LAG_MS) return;
      if (id > last.id || at - last.toldAt > LOWER_AFTER_MS) {
        change(last, { id, after: last.toldAt, since: by, toldAt: at });
        known.lower = null;
      } else if (id < last.id) {
        if (at > last.toldAt && isFarBelow(id, last.id))
          known.lower = laterOf(known.lower, { id, after: last.toldAt, since: by, toldAt: at });
      } else if (at > last.toldAt) {
        last.toldAt = at;
        known.lower = null;
      }
    },
    beginAnew(symbol, id, at) {
      const known = trades.get(symbol);
      // Others have found it out before.
      if (known === undefined || !isFarBelow(id, known.last.id)) return;
      known.before = { id: known.last.id, at };
      change(known.last, { id, after: known.last.toldAt, since: at, toldAt: at });
      known.lower = null;
    },
    tellTop: (symbol, top) => void tops.set(symbol, top),
    lastTradeOf(symbol, now) {
      const known = trades.get(symbol);
      if (known?.lower != null && now - known.last.toldAt >= BEGUN_ANEW_AFTER_MS) {
        known.before = { id: known.last.id, at: now };
        change(known.last, known.lower);
        known.lower = null;
      }
      return known?.last;
    },
    topOf: (symbol) => tops.get(symbol),
  };
}

/** Nobody lags by so much where others go on, and nothing was lost. */
export const isFarBelow = (id: number, other: number): boolean => id < other - Math.min(FAR, other / 2);

function change(known: Known, { id, after, since, toldAt }: LastTrade): void {
  known.id = id;
  known.after = after;
  known.since = since;
  known.toldAt = toldAt;
}

function laterOf(known: Known | null, told: Known): Known {
  if (known === null || told.id > known.id) return told;
  if (told.id === known.id) known.toldAt = Math.max(known.toldAt, told.toldAt);
  return known;
}
