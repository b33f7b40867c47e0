import type { SeriesRow } from '../../model/seriesRow.ts';
import type { RowSource } from '../history/rowSource.ts';
import type { RowTaker } from './handOver.ts';
import type { OpenedSeries } from './openSeries.ts';

/** Of rows that are numbered nobody knows how many there are in a time: a step of so long is tried first, ms. */
const FIRST_STEP_MS = 600_000;

/** What comes in one step is to be about as much, rows. */
const STEP_ROWS = 4_000;

export interface FillOptions {
  readonly series: OpenedSeries;
  readonly source: Pick<RowSource, 'read'>;
  readonly taker: RowTaker;
  /** The oldest time that is to be stored, and the present, ms. */
  readonly from: number;
  readonly now: number;
  /** Steps are no shorter than this, ms; default: what suits REST. */
  readonly leastStepMs?: number;
  /** Who has answered. */
  readonly sourceName: () => Promise<string>;
  /** @param rows that were fetched by this step @param reached down to which time all is there, ms */
  readonly onStep: (rows: number, reached: number) => void;
  readonly signal: AbortSignal;
}

/** How a series was filled. */
export interface Filled {
  /** Rows that were fetched and handed over. */
  readonly rows: number;
  /** The lowest score of them; null: there were none. */
  readonly lowest: number | null;
}

/**
 * Fetches what a series lacks below its oldest stored row, from there down, one step of time after the other: whenever it ends, what is stored has no hole
 * at its lower end, and the next call goes on there. Throws what the source and the taker throw; AbortError
 */
export async function fillSeries(options: FillOptions): Promise<Filled> {
  const { series, source, taker, now, signal, onStep } = options;
  const { stored, feed, rest } = series;
  let { from } = options;
  let below = stored.oldest ?? Number.POSITIVE_INFINITY;
  let until = Math.floor(stored.oldestTime ?? now);
  let stepMs = Math.max(options.leastStepMs ?? 0, firstStepOf(series, until - from));
  let hasLooked = false;
  let [count, lowest]: [number, number | null] = [0, null];
  while (until >= from) {
    signal.throwIfAborted();
    const start = Math.max(from, until - stepMs + 1);
    const asOf = rest.clock.nowOrWall();
    const all = await gather(source.read(start, until));
    const rows = settledOf(
      all.filter(({ score }) => score < below),
      series,
    );
    if (rows[0] !== undefined) {
      await taker.put(series, rows, { asOf, source: await options.sourceName() });
      below = rows[0].score;
      lowest = below;
      count += rows.length;
    }
    until = start - 1;
    onStep(rows.length, start);
    if (feed.scores.continuity === 'ids') stepMs = nextStep(stepMs, rows.length, options.leastStepMs);
    if (rows.length > 0 || hasLooked || until < from) continue;
    // Nothing of this time: before it there may be nothing at all, which one look tells.
    hasLooked = true;
    const first = await firstOf(source, from, until, feed.timeOf);
    if (first === null) break;
    from = first;
  }
  await taker.settled(series);
  return { rows: count, lowest };
}

/** A step is what one answer of REST holds. Of what has few rows all come at once. */
function firstStepOf({ feed: { scores, pageRows } }: OpenedSeries, all: number): number {
  if (scores.continuity === 'grid') return (pageRows - 1) * scores.step;
  return scores.continuity === 'ids' ? FIRST_STEP_MS : Math.max(1, all + 1);
}

/** Towards as many rows as a step should have. */
function nextStep(stepMs: number, rows: number, leastMs = 1_000): number {
  const factor = rows === 0 ? 4 : Math.min(4, Math.max(0.25, STEP_ROWS / rows));
  return Math.max(leastMs, Math.floor(stepMs * factor));
}

/** A candle that forms still changes: the collectors bring it. */
const settledOf = (rows: readonly SeriesRow[], { feed, stored }: OpenedSeries): readonly SeriesRow[] =>
  stored.newest === null ? rows.filter((row) => feed.scores.isSettled(row)) : rows;

async function gather(pages: AsyncIterable<readonly SeriesRow[]>): Promise<SeriesRow[]> {
  const all: SeriesRow[] = [];
  for await (const rows of pages) for (const row of rows) all.push(row);
  return all;
}

/** The time of the first row from one time on, before another; null: there is none. */
async function firstOf(
  source: Pick<RowSource, 'read'>,
  from: number,
  to: number,
  timeOf: ((member: string) => number) | undefined,
): Promise<number | null> {
  for await (const [first] of source.read(from, to)) {
    if (first !== undefined) return timeOf?.(first.member) ?? first.score;
  }
  return null;
}
