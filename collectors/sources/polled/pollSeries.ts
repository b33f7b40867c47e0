import { ask } from '../../../gateway/ask.ts';
import type { Priority } from '../../../gateway/gate.ts';
import type { SeriesPoll } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { type PollContext, pollNow } from '../../context/pollContext.ts';
import { findGaps, type Missing } from '../../gaps/findGaps.ts';
import { recordUnknown } from '../../gaps/gapLedger.ts';
import { type JudgedRows, judgeRows } from '../../ingest/judgeRows.ts';
import { storeRows } from '../../ingest/storeRows.ts';
import type { Polled } from '../../state/pairState.ts';
import type { SeriesPolling } from '../seriesPolling.ts';
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
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  options: PollOptions = {},
): Promise<void> {
  const { pair, series } = polled;
  if (series.cursor === undefined) await loadCursor(context, polling, polled);
  for (let page = 0; page < MAX_PAGES && !pair.isRemoved && context.fence() > 0; page++) {
    const isDone = await pollPage(context, polling, polled, options);
    if (isDone) break;
  }
}

function seriesPoll(context: PollContext, { retention }: SeriesPolling, { pair, series }: Polled): SeriesPoll {
  const poll = pollNow(context, [pair.symbol]);
  const resuming = series.isResuming || poll.asOf - series.confirmedAt > RESUME_AFTER_MS;
  return { ...poll, cursor: series.cursor ?? null, resuming, retention };
}

/** Resolves to true when there is nothing more to ask for now. */
async function pollPage(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  { priority, onRows, outranksSums = false }: PollOptions,
): Promise<boolean> {
  const { feed, ledger, retention } = polling;
  const { pair, series } = polled;
  const poll = seriesPoll(context, polling, polled);
  const request = feed.request(poll);
  const reply = await ask(context, request, priority);
  const judged = judgeRows(feed, polling.validate, { ...reply, path: request.path }, poll);
  if (pair.isRemoved) return true;
  if (judged.bad.length > 0) polling.onBadRows(pair, judged.bad);
  const isLast = !feed.hasMore(poll, judged.count);
  const { rows } = judged;
  if (!(await goesOn(context, polling, polled, judged, poll))) {
    await doubt(context, polling, polled, isLast ? rows : [], poll, reply);
    return true;
  }
  series.doubt = null;
  onRows?.(rows);
  const isLate = series.confirmedAt > 0 && poll.asOf - series.confirmedAt > polling.silenceMs;
  const gaps = findGaps(feed, judged, {
    newest: series.newest,
    cursor: poll.cursor,
    retention,
    cause: pair.trouble ?? (isLate || series.isResuming ? 'collector-down' : 'throttled'),
    isLate,
  });
  // On record before the rows are: who ends in between leaves no hole that nobody knows of.
  const isSpoilt = ({ cause }: Missing) => cause === 'invalid-row';
  await ledger.record(
    gaps.filter((gap) => !isSpoilt(gap)).map((gap) => ({ ...gap, code: pair.code })),
    poll.asOf,
  );
  // Bad rows come again with each reply that reaches down to them: they are recorded once.
  await recordUnknown(ledger, feed.scores, pair.code, gaps.filter(isSpoilt), poll.asOf);
  if (isLate) series.scanAt = 0;
  const expired = gaps.find(({ state }) => state === 'expired');
  // A page that others follow confirms nothing yet: the series is as old as it was.
  const confirmsNewest = isLast && isNewestKnown(polling, polled, judged);
  const written = {
    asOf: poll.asOf,
    source: reply.source,
    confirmsNewest,
    outranksSums,
    ...(expired !== undefined && { keepFrom: feed.scores.next(expired.to) }),
  };
  // What never changes need not be written twice.
  const isNew = ({ score }: SeriesRow) => feed.isForming || series.newest === null || score > series.newest;
  const fresh = rows.filter(isNew);
  if (fresh.length > 0 || confirmsNewest) {
    const { regressed } = await storeRows(context, polling, polled, fresh, written);
    context.count('regressed', regressed);
  }
  const first = rows[0]?.score;
  if (poll.cursor === null && first !== undefined) {
    const floor = feed.scores.floor(rows.at(-1)?.score ?? first, retention);
    series.fill = first > floor ? { before: first, floor } : null;
  }
  const settledTo = feed.scores.settledTo(rows);
  series.cursor = isLast ? later(poll.cursor, settledTo) : (rows.at(-1)?.score ?? poll.cursor);
  series.isResuming = false;
  // A page of bad rows leads nowhere: after a while the newest rows are looked at instead.
  const goesFurther = !isLast && series.cursor !== poll.cursor;
  if (confirmsNewest || goesFurther) series.confirmedAt = poll.asOf;
  // The candle that forms is what callers want: that it cannot be read is a failure, although the others are stored.
  if (judged.badLast !== null && feed.isForming) throw new InvalidPayload(judged.badLast.fault);
  return !goesFurther;
}

/**
 * Whether a reply tells which row is the newest. A bad last row leaves that open; one that is bad again in the next reply is passed over:
 * of ids it will not change, and trades that are right must not look old for it.
 */
function isNewestKnown({ feed }: SeriesPolling, { series }: Polled, { badLast }: JudgedRows): boolean {
  const isAgain = badLast !== null && badLast.score !== null && badLast.score === series.badLast;
  series.badLast = badLast?.score ?? null;
  return badLast === null || (isAgain && !feed.isForming);
}

/** A cursor goes on, never back. */
const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
