const MINUTE_MS = 60_000;
/** 1970-01-05, the first Monday: weeks begin on Mondays. */
const FIRST_MONDAY = 4 * 1_440 * MINUTE_MS;
const WEEK = 10_080;
const MONTH = 43_200;

/** Open times, ms; both are included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Open time of the candle that contains `time` (ms). Times are UTC. @param interval minutes */
export function openTimeOf(interval: number, time: number): number {
  if (interval === MONTH) return monthsFrom(time, 0);
  const [origin, length] = [interval === WEEK ? FIRST_MONDAY : 0, interval * MINUTE_MS];
  return origin + Math.floor((time - origin) / length) * length;
}

/** The open time that lies `count` candles behind that of the candle with `openTime`; before it where `count` is negative. */
export function stepFrom(interval: number, openTime: number, count: number): number {
  return interval === MONTH ? monthsFrom(openTime, count) : openTime + count * interval * MINUTE_MS;
}

function monthsFrom(time: number, count: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
}

/** Number of candles of a span. */
export function countOf(interval: number, { from, to }: Span): number {
  if (interval !== MONTH) return Math.max(0, Math.round((to - from) / (interval * MINUTE_MS)) + 1);
  const months = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  return Math.max(0, months(to) - months(from) + 1);
}

/** Rows of a page of GetData. */
export const PER_PAGE = 10;

/** What GetData's `before` has to be for `pages` pages that leave none of the rows below `openTime` out, the newest first. */
export const pagesBelow = (interval: number, openTime: number, pages: number): number[] =>
  Array.from({ length: pages }, (_, page) => stepFrom(interval, openTime, -PER_PAGE * page));

/** What GetData's `before` has to be for pages that have all rows of a span, the newest first. */
export function pagesOf(interval: number, span: Span): number[] {
  const pages = Math.ceil(countOf(interval, span) / PER_PAGE);
  return pagesBelow(interval, stepFrom(interval, span.to, 1), pages);
}
