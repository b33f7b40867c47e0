import type { Candle } from './candle.ts';
import { countOf, type Span, stepFrom } from './grid.ts';

/** Candles of one pair and kind that the page has. */
export interface Series {
  /** Ascending, each once. */
  readonly rows: readonly Candle[];
  /** Open times of those that the exchange has corrected while they were shown. */
  readonly restated: ReadonlySet<number>;
  /** The API keeps none that are older. */
  readonly isEnd: boolean;
}

export const nothing: Series = { rows: [], restated: new Set(), isEnd: false };

/** At most so many are in memory; then the oldest ones go, a block at a time. */
export const MOST_ROWS = 5_000;
const BLOCK = 100;

/** What lies between is fetched where it is less; else all begins anew. */
const MOST_MISSED = 200;

/** An event `rows` of a series of candles: docs/events.md. */
export interface ToldRows {
  readonly rows: readonly Candle[];
  readonly isFirst: boolean;
  readonly isReset: boolean;
  readonly restated: readonly number[];
}

/** What follows from an event. */
export interface Taken {
  readonly series: Series;
  /** Nothing that was there before is any more: history has to be read. */
  readonly isAnew: boolean;
  /** What may have changed since the last event, and was not told. */
  readonly missed: Span | null;
}

/** Takes what was told. */
export function withTold(before: Series, told: ToldRows, interval: number): Taken {
  const top = before.rows.at(-1)?.openTime;
  const anew = { series: { ...nothing, rows: merged([], told.rows) }, isAnew: true, missed: null };
  if (told.isReset) return anew;
  if (told.isFirst && (top === undefined || top > (told.rows.at(-1)?.openTime ?? 0))) return anew;
  const bottom = told.rows[0]?.openTime;
  const isFar = top !== undefined && bottom !== undefined && countOf(interval, { from: top, to: bottom }) > MOST_MISSED;
  if (told.isFirst && isFar) return anew;
  const missed = told.isFirst ? missedBefore(before.rows, bottom, interval) : null;
  const restated = restatedBy(before, told.rows, told.restated);
  const series = bounded({ ...before, rows: merged(before.rows, told.rows), restated });
  return { series, isAnew: false, missed };
}

/** From the first row that was not final to the first one that is told now. */
function missedBefore(rows: readonly Candle[], bottom: number | undefined, interval: number): Span | null {
  const [top, open] = [rows.at(-1), rows.slice(-MOST_MISSED).find(({ final }) => !final)];
  if (top === undefined || bottom === undefined) return null;
  const from = open?.openTime ?? stepFrom(interval, top.openTime, 1);
  return from < bottom ? { from, to: stepFrom(interval, bottom, -1) } : null;
}

/**
 * Takes what GetData answered. An answer may be older than the last event: what was told since it was asked for stays, and none that may still change
 * takes the place of a final one.
 * @param asked the candles that were there when it was asked for
 */
export function withFetched(before: Series, rows: readonly Candle[], isEnd: boolean, asked: readonly Candle[]): Series {
  const [held, then] = [byTime(before.rows), byTime(asked)];
  const news = rows.filter((row) => {
    const own = held.get(row.openTime);
    if (own === undefined || (row.final && !own.final)) return true;
    return own === then.get(row.openTime) && row.final === own.final;
  });
  const restated = restatedBy(before, news);
  return bounded({ ...before, rows: merged(before.rows, news), isEnd: before.isEnd || isEnd, restated });
}

const byTime = (rows: readonly Candle[]): Map<number, Candle> => new Map(rows.map((row) => [row.openTime, row]));

/** Final candles that come with other values were corrected, whether anybody said so or not. @param said open times of those that are said to be */
function restatedBy(
  { rows, restated }: Series,
  news: readonly Candle[],
  said: readonly number[] = [],
): ReadonlySet<number> {
  const lowest = Math.min(...news.map(({ openTime }) => openTime));
  const held = byTime(rows.slice(rows.findLastIndex(({ openTime }) => openTime < lowest) + 1));
  const corrected = news.filter((row) => {
    const own = held.get(row.openTime);
    return own?.final === true && row.final && !isSame(own, row);
  });
  if (corrected.length + said.length === 0) return restated;
  return new Set([...restated, ...corrected.map(({ openTime }) => openTime), ...said]);
}

function bounded(series: Series): Series {
  if (series.rows.length <= MOST_ROWS + BLOCK) return series;
  const rows = series.rows.slice(-MOST_ROWS);
  const oldest = rows[0]?.openTime ?? 0;
  const restated = new Set([...series.restated].filter((time) => time >= oldest));
  return { rows, restated, isEnd: false };
}

/** Both in order; of two of one time that of `news`. Rows that have not changed stay the same objects. */
export function merged(rows: readonly Candle[], news: readonly Candle[]): readonly Candle[] {
  if (news.length === 0) return rows;
  const top = rows.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY;
  const isAtEnd = news.every(({ openTime }, index) => openTime >= (news[index - 1]?.openTime ?? top));
  const above = isAtEnd ? rows.length - 1 : 0;
  const known = new Map(rows.slice(Math.max(0, above)).map((row) => [row.openTime, row]));
  for (const row of news) {
    const was = known.get(row.openTime);
    if (was === undefined || !isSame(was, row)) known.set(row.openTime, row);
  }
  const changed = [...known.values()];
  if (isAtEnd) return [...rows.slice(0, Math.max(0, above)), ...changed];
  return changed.sort((a, b) => a.openTime - b.openTime);
}

const isSame = (a: Candle, b: Candle): boolean =>
  a.close === b.close &&
  a.final === b.final &&
  a.volume === b.volume &&
  a.tradeCount === b.tradeCount &&
  a.high === b.high &&
  a.low === b.low &&
  a.open === b.open;

/** Times between rows of which there is no row. */
export function holesOf(rows: readonly Candle[], interval: number): Span[] {
  return rows.flatMap(({ openTime }, index) => {
    const below = rows[index - 1];
    if (below === undefined) return [];
    const from = stepFrom(interval, below.openTime, 1);
    return from < openTime ? { from, to: stepFrom(interval, openTime, -1) } : [];
  });
}
