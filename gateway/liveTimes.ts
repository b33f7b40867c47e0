/** How long the exchange takes to answer what live data needs, and whether that is much longer than usual. All times are monotonic ms. */
export interface LiveTimes {
  /** Does what a live request takes. @param path of the exchange: what is usual is another time for each */
  take<Result>(path: string, work: () => Promise<Result>): Promise<Result>;
  /** Whether requests of the last moments are slow: ended ones, and those that are late already. Without any they are not. */
  areSlow(): boolean;
}

/** A request is slow from twice the usual on, and this: a page of older rows under way may hold it up so long. */
const SLOW_FROM_MS = 200;
/** The usual is the quickest of so long, at least, and of twice as long at most. */
const USUAL_OF_MS = 300_000;
/** Requests count for so long after they have ended. */
const COUNT_FOR_MS = 1_000;
/** Of many requests some are always slow: from this share on they all are. */
const SLOW_SHARE = 0.1;

interface Usual {
  quickest: number;
  quickestBefore: number;
  since: number;
}

export function createLiveTimes(now: () => number): LiveTimes {
  const usual = new Map<string, Usual>();
  const underWay = new Set<{ readonly slowAt: number }>();
  /** Of the last moments, in the order they ended. */
  const ended: { readonly at: number; readonly isSlow: boolean }[] = [];

  function usualOf(path: string): Usual {
    const known = usual.get(path);
    if (known === undefined) {
      const unknown = { quickest: Number.POSITIVE_INFINITY, quickestBefore: Number.POSITIVE_INFINITY, since: now() };
      usual.set(path, unknown);
      return unknown;
    }
    if (now() - known.since >= USUAL_OF_MS) {
      known.quickestBefore = known.quickest;
      known.quickest = Number.POSITIVE_INFINITY;
      known.since = now();
    }
    return known;
  }

  function forget(): void {
    while (ended[0] !== undefined && now() - ended[0].at > COUNT_FOR_MS) ended.shift();
  }

  return {
    async take(path, work) {
      const { quickest, quickestBefore } = usualOf(path);
      const began = now();
      const timed = { slowAt: began + 2 * Math.min(quickest, quickestBefore) + SLOW_FROM_MS };
      underWay.add(timed);
      try {
        const result = await work();
        const known = usualOf(path);
        // What fails may fail at once: that is not how long an answer takes.
        known.quickest = Math.min(known.quickest, now() - began);
        return result;
      } finally {
        underWay.delete(timed);
        forget();
        ended.push({ at: now(), isSlow: now() >= timed.slowAt });
      }
    },

    areSlow() {
      forget();
      const late = [...underWay].filter(({ slowAt }) => now() >= slowAt).length;
      const slow = late + ended.filter(({ isSlow }) => isSlow).length;
      return slow > 0 && slow >= SLOW_SHARE * (late + ended.length);
    },
  };
}
