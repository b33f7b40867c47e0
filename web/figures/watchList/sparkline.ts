import { numberIn } from '../numbers.ts';

/** What a sparkline shows, ms. */
export const DAY_MS = 86_400_000;

/** Its size, in units of its viewBox. */
export const WIDTH = 48;
export const HEIGHT = 16;

/** Space for the line's own width. */
const EDGE = 1;

/** A price at a time, ms. */
export interface Point {
  readonly time: number;
  readonly price: number;
}

/** The interval, minutes, whose candles show the last day in a few pages; null: none of them is collected. */
export const sparkInterval = (types: readonly string[]): number | null =>
  [60, 30].find((interval) => types.includes(String(interval))) ?? null;

/** Closes of candles, the oldest first. A row that is not right is left out; so is the forming one: the present price stands for it. */
export function pointsOf(rows: readonly Readonly<Record<string, unknown>>[], interval: number): Point[] {
  const points = rows.flatMap(({ openTime, close, final }) => {
    const [opened, price] = [numberIn(openTime), numberIn(close)];
    if (opened === null || price === null || price <= 0 || final !== true) return [];
    return { time: opened + interval * 60_000, price };
  });
  return points.sort((a, b) => a.time - b.time);
}

/**
 * The line of a day up to `now`, as a path; '' where there are no two points. Where candles are missing the line is broken.
 * @param present the latest price, as the last point @param interval minutes
 */
export function sparkPath(points: readonly Point[], present: Point | null, now: number, interval: number): string {
  const since = now - DAY_MS;
  const older = points.filter(({ time }) => time >= since && time <= now && (present === null || time < present.time));
  const all = present === null || present.time < since ? older : [...older, present];
  if (all.length < 2) return '';
  const prices = all.map(({ price }) => price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const x = (time: number) => EDGE + (Math.min(1, (time - since) / DAY_MS) * (WIDTH - 2 * EDGE) || 0);
  const y = (price: number) =>
    high === low ? HEIGHT / 2 : EDGE + ((high - price) / (high - low)) * (HEIGHT - 2 * EDGE);
  const longest = interval * 60_000 * 1.5;
  const steps = all.map(({ time, price }, index) => {
    const before = all[index - 1];
    const isJoined = before !== undefined && time - before.time <= longest;
    return `${isJoined ? 'L' : 'M'}${x(time).toFixed(1)} ${y(price).toFixed(1)}${isJoined ? '' : 'h0'}`;
  });
  return steps.join('');
}
