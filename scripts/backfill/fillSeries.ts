import type { SeriesRow } from '../../model/seriesRow.ts';
import type { RowSource } from '../history/rowSource.ts';
import { firstTimeOf } from './firstTimeOf.ts';
import type { RowTaker } from './handOver.ts';
import type { OpenedSeries } from './openSeries.ts';

/** Of rows that are numbered nobody knows how many there are in a time: a step of so long is tried first, ms. */
const FIRST_STEP_MS = 600_000;

/** What comes in one step is to be about as much, rows. */
const STEP_ROWS = 4_000;

/** Where rows come from. */
export interface FillSource extends Pick<RowSource, 'read'> {
  /** Where a step that ends at a time (ms) begins; absent: what suits REST. */
  startOf?(until: number): number;
  /** When the first row from one time on, before another, may be, ms; null: there is none. Absent: reading tells. */
  firstFrom?(from: number, until: number): Promise<number | null>;
}

/** Where filling begins: only rows with lower scores are taken, of times until this one (ms). */
export interface Top {
  readonly below: number;
  readonly until: number;
}

export interface FillOptions {
  readonly series: OpenedSeries;
  readonly source: FillSource;
  readonly taker: RowTaker;
  /** The oldest time that is to be stored, ms. */
  readonly from: number;
  readonly top: Top;
  /** Who has answered. */
  readonly sourceName: () => Promise<string>;
  /** @param rows that were fetched by this step @param reached down to which time all is there, ms */
  readonly onStep: (rows: number, reached: number) => void;
  readonly signal: AbortSignal;
}

/** What one step has handed over. */
export interface Step {
  /** Where it began. */
  readonly top: Top;
  /** Scores of its lowest and of its highest row, and how many it has. */
  readonly lowest: number;
  readonly highest: number;
  readonly rows: number;
}

/** How a series was filled. */
export interface Filled {
  /** Newest first; those without rows are not among them. */
  readonly steps: readonly Step[];
  /** Rows were left out because retention keeps none that are so old: the time down to which it reaches, ms. Null: none were. */
  readonly keptFrom: number | null;
}

/**
 * Fetches what a series lacks below its oldest stored row, from there down, one step of time after the other: whenever it ends, what is stored has no hole
 * at its lower end, and the next call goes on there. Throws what the source and the taker throw; AbortError
 */
export async function fillSeries(options: FillOptions): Promise<Filled> {
  const { series, source, taker, signal, onStep, top } = options;
  const { stored, feed, rest } = series;
  const steps: Step[] = [];
  let { from } = options;
  let { below, until } = top;
  let { newest } = stored;
  let keptFrom: number | null = null;
  let stepMs = firstStepOf(series, until - from);
  let hasLooked = false;
  while (until >= from && keptFrom === null) {
    signal.throwIfAborted();
    const start = Math.max(from, source.startOf?.(until) ?? until - stepMs + 1);
    const asOf = rest.clock.nowOrWall();
    const all = await gather(source, start, until, (row) => row.score < below && isSettled(row, series));
    newest ??= all.at(-1)?.score ?? null;
    const floor = newest === null ? 0 : feed.scores.floor(newest, series.retention);
    const kept = all.findIndex(({ score }) => score >= floor);
    const rows = kept < 0 ? [] : all.slice(kept);
    const [first, last] = [rows[0], rows.at(-1)];
    if (first !== undefined && last !== undefined) {
      await taker.put(series, rows, { asOf, source: await options.sourceName() });
      steps.push({ top: { below, until }, lowest: first.score, highest: last.score, rows: rows.length });
      below = first.score;
    }
    if (rows.length < all.length) keptFrom = first === undefined ? until : timeOf(first, series);
    until = start - 1;
    onStep(rows.length, start);
    stepMs = nextStep(stepMs, all.length, series);
    if (all.length > 0 || hasLooked || until < from) continue;
    // Nothing of this time: before it there may be nothing at all, which one look tells.
    hasLooked = true;
    const begin = await (source.firstFrom?.(from, until) ?? firstTimeOf(source, feed.timeOf, from, until));
    if (begin === null) break;
    from = begin;
  }
  await taker.settled(series);
  return { steps, keptFrom };
}

const timeOf = ({ score, member }: SeriesRow, { feed }: OpenedSeries): number => feed.timeOf?.(member) ?? score;

/** A step is what one answer of REST holds. Of what has few rows all come at once. */
function firstStepOf({ feed: { scores, pageRows } }: OpenedSeries, all: number): number {
  if (scores.continuity === 'grid') return (pageRows - 1) * scores.step;
  return scores.continuity === 'ids' ? FIRST_STEP_MS : Math.max(1, all + 1);
}

/** Of what is numbered, towards as many rows as a step should have. */
function nextStep(stepMs: number, rows: number, { feed: { scores } }: OpenedSeries): number {
  if (scores.continuity !== 'ids') return stepMs;
  const factor = rows === 0 ? 4 : Math.min(4, Math.max(0.25, STEP_ROWS / rows));
  return Math.max(1_000, Math.floor(stepMs * factor));
}

/** A candle that forms still changes: the collectors bring it. */
const isSettled = (row: SeriesRow, { feed, stored }: OpenedSeries): boolean =>
  stored.newest !== null || feed.scores.isSettled(row);

async function gather(
  source: FillSource,
  start: number,
  until: number,
  isWanted: (row: SeriesRow) => boolean,
): Promise<SeriesRow[]> {
  const all: SeriesRow[] = [];
  for await (const rows of source.read(start, until)) for (const row of rows) if (isWanted(row)) all.push(row);
  return all;
}
