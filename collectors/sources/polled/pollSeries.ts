import { ask } from '../../../gateway/ask.ts';
import type { Priority } from '../../../gateway/gate.ts';
import type { SeriesQuery } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { queryNow, type WorkerContext } from '../../context/workerContext.ts';
import { findGaps, type Missing } from '../../gaps/findGaps.ts';
import { recordUnknown } from '../../gaps/gapLedger.ts';
import { type JudgedRows, judgeRows } from '../../ingest/judgeRows.ts';
import { storeRows } from '../../ingest/storeRows.ts';
import type { PairSeries } from '../../state/pairState.ts';
import type { SeriesSetup } from '../seriesSetup.ts';
import { loadCursor } from './loadCursor.ts';
import { doubt, goesOn } from './sameMarket.ts';

/** Pages in one poll while catching up; the next poll goes on from there. */
const MAX_PAGES = 5;

/** After so long without an answer (a ban, a machine that slept) the cursor may lie far back. */
const RESUME_AFTER_MS = 60_000;

export interface PollOptions {
  readonly priority?: Priority;
  /** Told of the rows of each reply before they are stored. */
  readonly onRows?: (rows: readonly SeriesRow[]) => void;
  /** The exchange's rows replace rolled-up ones even where those have more trades. */
  readonly outranksSums?: boolean;
}

/** Polls one pair's series from its cursor on. */
export async function pollSeries(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  options: PollOptions = {},
): Promise<void> {
  const { pair, series } = target;
  if (series.cursor === undefined) await loadCursor(context, setup, target);
  for (let page = 0; page < MAX_PAGES && !pair.isRemoved && context.fence() > 0; page++) {
    const isDone = await pollPage(context, setup, target, options);
    if (isDone) break;
  }
}

function seriesQuery(context: WorkerContext, { retention }: SeriesSetup, { pair, series }: PairSeries): SeriesQuery {
  const query = queryNow(context, [pair.symbol]);
  const resuming = series.isResuming || query.asOf - series.confirmedAt > RESUME_AFTER_MS;
  return { ...query, cursor: series.cursor ?? null, resuming, retention };
}

/** Resolves to true when there is nothing more to ask for now. */
async function pollPage(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  { priority, onRows, outranksSums = false }: PollOptions,
): Promise<boolean> {
  const { feed, ledger, retention } = setup;
  const { pair, series } = target;
  const query = seriesQuery(context, setup, target);
  const request = feed.request(query);
  const reply = await ask(context, request, priority);
  const judged = judgeRows(feed, setup.validate, { ...reply, path: request.path }, query);
  if (pair.isRemoved) return true;
  if (judged.bad.length > 0) setup.onBadRows(pair, judged.bad);
  const isLast = !feed.hasMore(query, judged.count);
  const { rows } = judged;
  if (!(await goesOn(context, setup, target, judged, query))) {
    await doubt(context, setup, target, isLast ? rows : [], query, reply);
    return true;
  }
  series.doubt = null;
  onRows?.(rows);
  const isLate = series.confirmedAt > 0 && query.asOf - series.confirmedAt > setup.silenceMs;
  const gaps = findGaps(feed, judged, {
    newest: series.newest,
    cursor: query.cursor,
    retention,
    cause: pair.trouble ?? (isLate || series.isResuming ? 'collector-down' : 'throttled'),
    isLate,
  });
  // On record before the rows are: who ends in between leaves no hole that nobody knows of.
  const isSpoilt = ({ cause }: Missing) => cause === 'invalid-row';
  await ledger.record(
    gaps.filter((gap) => !isSpoilt(gap)).map((gap) => ({ ...gap, code: pair.code })),
    query.asOf,
  );
  // Bad rows come again with each reply that reaches down to them: they are recorded once.
  await recordUnknown(ledger, feed.scores, pair.code, gaps.filter(isSpoilt), query.asOf);
  if (isLate) series.scanAt = 0;
  const expired = gaps.find(({ state }) => state === 'expired');
  // A page that others follow confirms nothing yet: the series is as old as it was.
  const confirmsNewest = isLast && isNewestKnown(setup, target, judged);
  const written = {
    asOf: query.asOf,
    source: reply.source,
    confirmsNewest,
    outranksSums,
    ...(expired !== undefined && { keepFrom: feed.scores.next(expired.to) }),
  };
  // What never changes need not be written twice.
  const isNew = ({ score }: SeriesRow) => feed.isForming || series.newest === null || score > series.newest;
  const fresh = rows.filter(isNew);
  if (fresh.length > 0 || confirmsNewest) {
    const { regressed } = await storeRows(context, setup, target, fresh, written);
    context.count('regressed', regressed);
  }
  const first = rows[0]?.score;
  if (query.cursor === null && first !== undefined) {
    const floor = feed.scores.floor(rows.at(-1)?.score ?? first, retention);
    series.fill = first > floor ? { before: first, floor } : null;
  }
  const settledTo = feed.scores.settledTo(rows);
  series.cursor = isLast ? later(query.cursor, settledTo) : (rows.at(-1)?.score ?? query.cursor);
  series.isResuming = false;
  // A page of bad rows leads nowhere: after a while the newest rows are looked at instead.
  const goesFurther = !isLast && series.cursor !== query.cursor;
  if (goesFurther) series.confirmedAt = query.asOf;
  // The candle that forms is what callers want: that it cannot be read is a failure, although the others are stored.
  if (judged.badLast !== null && feed.isForming) throw new InvalidPayload(judged.badLast.fault);
  return !goesFurther;
}

/**
 * Whether a reply tells which row is the newest. A bad last row leaves that open; one that is bad again in the next reply is passed over:
 * of ids it will not change, and trades that are right must not look old for it.
 */
function isNewestKnown({ feed }: SeriesSetup, { series }: PairSeries, { badLast }: JudgedRows): boolean {
  const isAgain = badLast !== null && badLast.score !== null && badLast.score === series.badLast;
  series.badLast = badLast?.score ?? null;
  return badLast === null || (isAgain && !feed.isForming);
}

/** A cursor goes on, never back. */
const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
