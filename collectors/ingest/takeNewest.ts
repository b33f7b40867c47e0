import { InvalidPayload } from '../../model/invalidPayload.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { findGaps, type Missing } from '../gaps/findGaps.ts';
import { recordUnknown } from '../gaps/gapLedger.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import type { SeriesState } from '../state/seriesState.ts';
import type { RowSettings } from './feedSettings.ts';
import type { JudgedRows, NewestRows } from './ingest.ts';
import type { IngestContext } from './ingestContext.ts';
import { loadCursor } from './loadCursor.ts';
import { storeRows } from './storeRows.ts';

/** What `RowIngest.takeNewest` says; the pair's line is held. */
export async function takeNewest(
  context: IngestContext,
  settings: RowSettings,
  target: PairSeries,
  judged: JudgedRows,
  newest: NewestRows,
): Promise<void> {
  const { feed } = settings;
  const { series } = target;
  const { rows, badLast } = judged;
  if (series.cursor === undefined) await loadCursor(context, settings, target);
  const cursor = series.cursor ?? null;

  const { asOf, isBroken = false } = newest;
  const isLate = series.confirmedAt > 0 && (isBroken || asOf - series.confirmedAt > settings.silenceMs);
  const gaps = findMissed(settings, target, judged, isLate, newest);
  await putOnRecord(context, settings, target.pair, gaps, asOf);
  // What nobody has followed for a while may have holes that these rows do not show.
  if (isLate) series.scanAt = 0;
  const confirmsNewest = newest.isEnd && isNewestKnown(settings, series, judged);
  await storeFresh(context, settings, target, rows, { ...newest, confirmsNewest, expired: gaps.find(isExpired) });

  const [first] = rows;
  if (cursor === null && first !== undefined) series.fill = historyBefore(settings, first, rows.at(-1) ?? first);
  series.cursor = later(cursor, newest.isEnd ? settledTo(feed, rows, cursor) : (rows.at(-1)?.score ?? null));
  series.isResuming = false;
  // A page of bad rows leads nowhere: after a while the newest rows are looked at instead.
  if (!newest.isEnd && series.cursor !== cursor) series.confirmedAt = asOf;
  // The candle that forms is what callers want: that it cannot be read is a failure, although the others are stored.
  if (badLast !== null && feed.isForming) throw new InvalidPayload(badLast.fault);
}

/** Up to where rows need not be asked for again. One that forms counts only where nothing is known yet: those before it may not be final. */
function settledTo({ scores }: RowSettings['feed'], rows: readonly SeriesRow[], cursor: number | null): number | null {
  return cursor === null ? scores.settledTo(rows) : (rows.findLast(scores.isSettled)?.score ?? null);
}

/** What the rows tell of missing ones. @param isLate nothing has confirmed the series for longer than there should be, or not without a break */
function findMissed(
  { feed, retention }: RowSettings,
  { pair, series }: PairSeries,
  judged: JudgedRows,
  isLate: boolean,
  { missedBy, asOf }: NewestRows,
): Missing[] {
  const isDown = series.isResuming || (isLate && missedBy === undefined);
  return findGaps(feed, judged, {
    newest: series.newest,
    cursor: series.cursor ?? null,
    retention,
    cause: pair.health.trouble ?? (isDown ? 'collector-down' : (missedBy ?? 'throttled')),
    isLate,
    ...(feed.scoreAt !== undefined && {
      outage: { from: feed.scoreAt(series.confirmedAt + 1), to: feed.scoreAt(asOf) - 1 },
    }),
  });
}

const isSpoilt = ({ cause }: Missing): boolean => cause === 'invalid-row';
const isExpired = ({ state }: Missing): boolean => state === 'expired';

/** Before the rows are stored: who ends in between leaves no hole that nobody knows of. */
async function putOnRecord(
  { ledger }: IngestContext,
  { feed }: RowSettings,
  { code }: PairState,
  gaps: readonly Missing[],
  asOf: number,
): Promise<void> {
  const missed = gaps.filter((gap) => !isSpoilt(gap)).map((gap) => ({ ...gap, code }));
  await ledger.record(missed, asOf);
  // Bad rows come again with each answer that reaches down to them: they are recorded once.
  await recordUnknown(ledger, feed.scores, code, gaps.filter(isSpoilt), asOf);
}

/** Stores what is not stored yet: what never changes need not be written twice. */
async function storeFresh(
  context: IngestContext,
  settings: RowSettings,
  target: PairSeries,
  rows: readonly SeriesRow[],
  write: NewestRows & { readonly confirmsNewest: boolean; readonly expired: Missing | undefined },
): Promise<void> {
  const { feed } = settings;
  const { newest } = target.series;
  const { asOf, source, outranksSums = false, confirmsNewest, expired } = write;
  const fresh = rows.filter(({ score }) => feed.isForming || newest === null || score > newest);
  if (fresh.length === 0 && !confirmsNewest) return;
  const { regressed } = await storeRows(context, settings, target, fresh, {
    ...{ asOf, source, confirmsNewest, outranksSums },
    ...(expired !== undefined && { keepFrom: feed.scores.next(expired.to) }),
  });
  context.count('regressed', regressed);
}

/**
 * Whether the rows tell which row is the newest. A bad last row leaves that open; one that is bad again the next time is passed over: of ids
 * it will not change, and trades that are right must not look old for it.
 */
function isNewestKnown({ feed }: RowSettings, series: SeriesState, { badLast }: JudgedRows): boolean {
  const isAgain = badLast !== null && badLast.score !== null && badLast.score === series.badLast;
  series.badLast = badLast?.score ?? null;
  return badLast === null || (isAgain && !feed.isForming);
}

/** What lies before the first rows of a series, as far as retention reaches, is still to be fetched. */
function historyBefore({ feed, retention }: RowSettings, first: SeriesRow, last: SeriesRow): SeriesState['fill'] {
  if (feed.older === undefined) return null;
  const floor = feed.scores.floor(last.score, retention);
  return first.score > floor ? { before: first.score, floor } : null;
}

/** A cursor goes on, never back. */
const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
