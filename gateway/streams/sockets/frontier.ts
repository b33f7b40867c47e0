import type { ExchangeClock } from '../../../store/market/clock.ts';

/** The highest time that the events of one socket have told. */
export interface Frontier {
  /** An event is of then. @param time exchange-clock ms; null: it tells none. @returns false: that time cannot be */
  reach(time: number | null): boolean;
  /** Exchange-clock ms; null: no event has told a time yet. */
  at(): number | null;
}

/** An event may be ahead of our idea of the exchange's clock by so much, ms. */
const AHEAD_MS = 1_000;

/** A clock that nobody has measured counts as off by so much, ms. */
const MOST_UNCERTAINTY_MS = 10_000;

export function createFrontier({ nowOrWall, uncertainty }: Pick<ExchangeClock, 'nowOrWall' | 'uncertainty'>): Frontier {
  let at: number | null = null;
  return {
    reach(time) {
      if (time === null || (at !== null && time <= at)) return true;
      if (time > nowOrWall() + Math.min(uncertainty(), MOST_UNCERTAINTY_MS) + AHEAD_MS) return false;
      at = time;
      return true;
    },
    at: () => at,
  };
}
