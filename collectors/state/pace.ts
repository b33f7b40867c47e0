/*
 * How soon something usually comes of a pair by its streams. One that is slow is not silent: a book may be told more slowly than its best prices
 * change. All times are monotonic ms.
 */

export interface Pace {
  /** Between two events, on average of the last ones, ms. */
  gapMs: number;
  /** Of how many that is. */
  gaps: number;
  /** When the last event came that the next gap counts from; null: what has come in between is not known. */
  from: number | null;
}

/** What is usual is the average of about so many gaps. */
const GAPS = 8;
/** So many times longer than usual nothing comes of a stream that is broken. */
const MUCH_LONGER = 4;
/** As long as nobody knows what is usual, nothing is unusual that takes no longer, ms. */
const UNKNOWN_MS = 30_000;

export const newPace = (): Pace => ({ gapMs: 0, gaps: 0, from: null });

/** An event has come. */
export function noteEvent(pace: Pace, now: number): void {
  if (pace.from !== null) {
    pace.gaps = Math.min(GAPS, pace.gaps + 1);
    pace.gapMs += (now - pace.from - pace.gapMs) / pace.gaps;
  }
  pace.from = now;
}

/** Nothing could come for a while: that says nothing of what is usual. */
export function interrupt(pace: Pace): void {
  pace.from = null;
}

/** Whether it is usual that nothing has come for so long, ms. */
export const isUsual = ({ gapMs, gaps }: Pace, silentMs: number): boolean =>
  silentMs < (gaps === 0 ? UNKNOWN_MS : MUCH_LONGER * gapMs);
