import { readSeries, type SeriesRow, writeSeries } from '../store/series.ts';
import { ask } from './ask.ts';
import type { SeriesFeed, SeriesPoll } from './feed.ts';
import { NotSent } from './gate.ts';
import { newSeriesState, type PairState, type SeriesState } from './pairState.ts';
import { type PollContext, pollNow, writeContext } from './pollContext.ts';

export interface SeriesPolling {
  readonly feed: SeriesFeed;
  readonly validate: (data: unknown, path: string) => unknown;
  /** Rows kept. */
  readonly retention: number;
}

/** Pages in one poll while catching up; the next poll goes on from there. */
const MAX_PAGES = 5;

/** After so long without an answer (a ban, a machine that slept) the cursor may lie far back. */
const RESUME_AFTER_MS = 60_000;

/** One pair as a poll found it when it began. */
interface Polled {
  readonly pair: PairState;
  readonly series: SeriesState;
}

/** Polls one pair's series from its cursor on, then a page of history where some is missing. */
export async function pollSeries(context: PollContext, polling: SeriesPolling, pair: PairState): Promise<void> {
  const polled: Polled = { pair, series: pair.series };
  const { series } = polled;
  if (series.cursor === undefined) await loadCursor(context, polling, polled);
  for (let page = 0; page < MAX_PAGES && !pair.isRemoved && context.fence() > 0; page++) {
    const isDone = await pollPage(context, polling, polled);
    if (isDone) break;
  }
  if (series.fill !== null && !pair.isRemoved) await fillPage(context, polling, polled, series.fill);
}

function seriesPoll(context: PollContext, { retention }: SeriesPolling, { pair, series }: Polled): SeriesPoll {
  const poll = pollNow(context, [pair.symbol]);
  const resuming = series.isResuming || poll.asOf - series.askedAt > RESUME_AFTER_MS;
  return { ...poll, cursor: series.cursor ?? null, resuming, retention };
}

/** Where the stored series ends, and whether its history is complete. */
async function loadCursor(context: PollContext, polling: SeriesPolling, { pair, series }: Polled): Promise<void> {
  const { total, rows, kind } = await readSeries(context.store, pair.key, { offset: 0 }, 1);
  const isOurs = kind === polling.feed.kind;
  series.isResuming = true;
  if (isOurs && polling.feed.history !== undefined && total > 0 && total < polling.retention) {
    const oldest = await readSeries(context.store, pair.key, { offset: total - 1 }, 1);
    series.fill ??= fillFrom(context, polling, scoreOf(oldest.rows[0]));
  }
  series.cursor = isOurs && total > 0 ? scoreOf(rows[0]) : null;
}

/** The first field of every stored row is its score. */
const scoreOf = (member: string | undefined): number => Number((JSON.parse(member ?? '[]') as unknown[])[0]);

function fillFrom(context: PollContext, polling: SeriesPolling, before: number, above = 0): SeriesState['fill'] {
  const { history } = polling.feed;
  if (history === undefined) return null;
  const poll = { ...pollNow(context, []), cursor: null, resuming: false, retention: polling.retention };
  const floor = Math.max(history.floor(poll), above);
  return before > floor ? { before, floor } : null;
}

/** Resolves to true when the newest rows are stored. */
async function pollPage(context: PollContext, polling: SeriesPolling, polled: Polled): Promise<boolean> {
  const { feed, validate } = polling;
  const { pair, series } = polled;
  const poll = seriesPoll(context, polling, polled);
  const request = feed.request(poll);
  const reply = await ask(context, request);
  const { rows, again, missed } = feed.parse(validate(reply.data, request.path), poll);
  if (pair.isRemoved) return true;
  if (missed !== undefined) {
    context.log.warn(`${pair.key}: rows ${missed.from} to ${missed.to} are missed`);
  }
  // A page that others follow confirms nothing yet: the series is as old as it was.
  const isLast = again === undefined;
  if (rows.length > 0 || isLast) await write(context, polling, polled, rows, poll.asOf, reply.source, isLast);

  const first = rows[0]?.score;
  const reachesDown = poll.cursor !== null && first !== undefined && first <= poll.cursor;
  if (feed.history !== undefined && first !== undefined && !reachesDown) {
    series.fill = fillFrom(
      context,
      polling,
      first,
      Math.min(poll.cursor ?? 0, series.fill?.floor ?? Number.POSITIVE_INFINITY),
    );
  }
  series.cursor = isLast ? (rows.at(-1)?.score ?? poll.cursor) : again.cursor;
  series.isResuming = false;
  series.askedAt = poll.asOf;
  return isLast;
}

/** One page of history a poll, only from weight that live polls leave. */
async function fillPage(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  fill: NonNullable<SeriesState['fill']>,
): Promise<void> {
  const { history } = polling.feed;
  if (history === undefined) return;
  const poll = seriesPoll(context, polling, polled);
  const request = history.request(poll, fill.before);
  const reply = await ask(context, request, 'fill').catch((error: unknown) => {
    if (error instanceof NotSent) return null;
    throw error;
  });
  if (reply === null || polled.pair.isRemoved) return;
  const page = history.parse(polling.validate(reply.data, request.path), poll);
  const rows = page.filter(({ score }) => score < fill.before && score >= fill.floor);
  const oldest = rows[0]?.score;
  if (oldest !== undefined) await write(context, polling, polled, rows, poll.asOf, reply.source, false);
  const isOver = oldest === undefined || oldest <= fill.floor || page.length < history.fullPage;
  polled.series.fill = isOver ? null : { ...fill, before: oldest };
}

async function write(
  context: PollContext,
  { feed, retention }: SeriesPolling,
  { pair, series }: Polled,
  rows: readonly SeriesRow[],
  asOf: number,
  source: string,
  confirmsNewest: boolean,
): Promise<void> {
  const { total, changed, restated, regressed } = await writeSeries(context.store, pair.key, rows, {
    ...writeContext(context, asOf, source),
    kind: feed.kind,
    retention,
    confirmsNewest,
  });
  context.count('rows', changed);
  context.count('regressed', regressed);
  if (restated > 0) {
    context.count('restated', restated);
    context.log.info(`${pair.key}: the exchange has restated ${restated} final candle${restated > 1 ? 's' : ''}`);
  }
  // Emptied or evicted behind our back: look at what is stored before the next poll.
  if (total < Math.min(series.total, retention)) pair.series = newSeriesState();
  series.total = total;
}
