import type { SeriesFeed } from '../../model/feed.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { FoundGap } from './gapLedger.ts';

/** Newest rows that came. */
export interface Came {
  /** The right ones, ascending. */
  readonly rows: readonly SeriesRow[];
  /** Those that are left out. `score`: where one belongs; null: nobody can tell. */
  readonly bad: readonly { readonly score: number | null }[];
}

/** What is known before they are stored. */
export interface KnownBefore {
  /** The newest score that was stored before; null: none. */
  readonly newest: number | null;
  /** The newest score that was settled before; null: none. */
  readonly cursor: number | null;
  readonly retention: number;
  /** What is to blame for what was missed. */
  readonly cause: FoundGap['cause'];
  /** The series was not confirmed for too long: rows that came meanwhile were missed, although they are all here now. */
  readonly isLate: boolean;
  /** Scores that rows of the time may have had for which it was not confirmed; absent: times tell none. */
  readonly outage?: { readonly from: number; readonly to: number };
}

const ascending = (one: number, other: number): number => one - other;

/** A gap of the pair that was asked for. */
export type Missing = Omit<FoundGap, 'code'>;

/**
 * What the newest rows tell of missing ones:
 *
 * - A gap between the stored rows and the first one that came is `open`, or `expired` as far as retention would not keep its rows.
 * - A gap between two rows that came is `open`, too: the exchange seems to have no such rows, but a replica of it may lag.
 * - Bad rows that another row follows are `unfillable`.
 * - Rows that were missed for a while and have come now are `filled`.
 * - Where the exchange has no older rows, what was not looked at for a while is `unfillable`, be it that no row has come since.
 */
export function findGaps(
  { scores, isForming, older }: Pick<SeriesFeed, 'scores' | 'isForming' | 'older'>,
  { rows, bad }: Came,
  { newest, cursor, retention, cause, isLate, outage }: KnownBefore,
): Missing[] {
  if (isLate && outage !== undefined) {
    // One of before it, which is told late, does not end it.
    const first = rows.find(({ score }) => score >= outage.from)?.score;
    const to = first === undefined ? outage.to : Math.min(outage.to, scores.previous(first));
    return outage.from > to ? [] : [{ from: outage.from, to, cause, state: 'unfillable', rows: 0 }];
  }
  const last = rows.at(-1)?.score;
  if (last === undefined) return [];
  const spoilt = bad.flatMap(({ score }) => (score !== null && score < last ? [score] : [])).sort(ascending);
  const came = [...rows.map(({ score }) => score), ...spoilt].sort(ascending);
  const first = came[0] ?? last;
  const gaps: Missing[] = [];
  const expected = newest === null ? first : scores.next(newest);

  if (older === undefined) {
    // Samples are missing only where nobody has taken any: nothing follows from their times.
    if (isLate && first > expected)
      gaps.push({ from: expected, to: scores.previous(first), cause, state: 'unfillable', rows: 0 });
  } else if (first > expected) {
    const floor = scores.floor(last, retention);
    const to = scores.previous(first);
    const kept = Math.max(expected, floor);
    if (expected < floor)
      gaps.push({ from: expected, to: Math.min(to, scores.previous(floor)), cause, state: 'expired', rows: 0 });
    if (kept <= to) gaps.push({ from: kept, to, cause, state: 'open', rows: 0 });
  }
  for (const [index, score] of scores.continuity === 'none' ? [] : came.entries()) {
    const before = came[index - 1] ?? score;
    // A hole below the newest stored row was found when that row came.
    if (score < expected || index === 0 || score === scores.next(before)) continue;
    const from = Math.max(expected, scores.next(before));
    if (from < score) gaps.push({ from, to: scores.previous(score), cause: 'exchange-gap', state: 'open', rows: 0 });
  }
  // A bad row above the cursor is missing, although it may be stored: a candle that was stored while it formed lacks its last figures.
  const lacking = spoilt.filter((score) => cursor === null || score > cursor);
  gaps.push(...invalidRows(lacking, scores));
  if (isLate && older !== undefined) {
    // The newest candle still forms: nothing of it is missed.
    const isMissed = ({ score }: SeriesRow) => score >= expected && (!isForming || score < last);
    const missed = rows.filter(isMissed);
    const [from, to] = [missed[0]?.score, missed.at(-1)?.score];
    if (from !== undefined && to !== undefined) gaps.push({ from, to, cause, state: 'filled', rows: missed.length });
  }
  return gaps;
}

/** Entries of bad rows, neighbours together. @param spoilt their scores, ascending */
export function invalidRows(spoilt: readonly number[], { next }: SeriesFeed['scores']): Missing[] {
  const spans: { from: number; to: number }[] = [];
  for (const score of spoilt) {
    const before = spans.at(-1);
    if (before !== undefined && next(before.to) === score) before.to = score;
    else spans.push({ from: score, to: score });
  }
  return spans.map((span) => ({ ...span, cause: 'invalid-row', state: 'unfillable', rows: 0 }));
}
