import { DAY, MINUTE, WEEK } from '../trading/calendar.ts';

/**
 * How far to move a recording of [first, end) so that `now` lies inside (ms): by whole weeks when some number of them does it, else by
 * whole days, else by minutes. Of several ways the one that puts `now` nearest the middle, one with a candle there before one without.
 */
export function timeShift(first: number, end: number, now: number, hasCandle: (time: number) => boolean): number {
  for (const step of [WEEK, DAY, MINUTE]) {
    const least = Math.floor((now - end) / step) + 1;
    const most = Math.floor((now - first) / step);
    const nearest = Math.round((now - (first + end) / 2) / step);
    let best: number | undefined;
    let bestScore = Number.POSITIVE_INFINITY;
    // Minutes always reach the middle; weeks and days are few enough to try them all.
    const [from, to] = step === MINUTE ? [Math.max(least, nearest - 1), Math.min(most, nearest + 1)] : [least, most];
    for (let count = from; count <= to; count += 1) {
      const time = now - count * step;
      const score = Math.abs(time - (first + end) / 2) + (hasCandle(time) ? 0 : end - first);
      if (score >= bestScore) continue;
      [best, bestScore] = [count, score];
    }
    if (best !== undefined) return best * step;
  }
  return Math.floor((now - first) / MINUTE) * MINUTE;
}
