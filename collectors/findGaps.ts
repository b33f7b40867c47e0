import type { SeriesRow } from '../store/series.ts';
import type { SeriesFeed } from './feed.ts';
import type { FoundGap } from './gapLedger.ts';

export interface BeforeReply {
  /** The newest score that was stored before; null: none. */
  readonly newest: number | null;
  readonly retention: number;
  /** What is to blame for what was missed. */
  readonly cause: FoundGap['cause'];
  /** Nothing has confirmed the series for longer than there should be: what came meanwhile was missed, even if it is all here now. */
  readonly isLate: boolean;
}

/**
 * What a reply with the newest rows tells of missing ones. Between the stored rows and the first of the reply: `open`, or `expired` as far
 * as retention would not keep it. Between two rows of the reply: `open` too, though it is the exchange that has none: a replica may lag.
 * What was missed and has come with the reply: `filled`.
 */
export function findGaps(
  { scores, kind }: SeriesFeed,
  rows: readonly SeriesRow[],
  { newest, retention, cause, isLate }: BeforeReply,
): Omit<FoundGap, 'code'>[] {
  const first = rows[0]?.score;
  const last = rows.at(-1)?.score;
  if (first === undefined || last === undefined) return [];
  const gaps: Omit<FoundGap, 'code'>[] = [];
  const expected = newest === null ? first : scores.next(newest);

  if (first > expected) {
    const floor = scores.floor(last, retention);
    const to = scores.previous(first);
    const kept = Math.max(expected, floor);
    if (expected < floor)
      gaps.push({ from: expected, to: Math.min(to, scores.previous(floor)), cause, state: 'expired', rows: 0 });
    if (kept <= to) gaps.push({ from: kept, to, cause, state: 'open', rows: 0 });
  }
  for (const [index, { score }] of rows.entries()) {
    const before = rows[index - 1]?.score ?? score;
    // A hole between known rows was found when the upper one came.
    if (score < expected || index === 0 || score === scores.next(before)) continue;
    const from = Math.max(expected, scores.next(before));
    if (from < score) gaps.push({ from, to: scores.previous(score), cause: 'exchange-gap', state: 'open', rows: 0 });
  }
  if (isLate) {
    // The newest candle still forms: nothing of it is missed.
    const isMissed = ({ score }: SeriesRow) => score >= expected && (kind !== 'candles' || score < last);
    const missed = rows.filter(isMissed);
    const [from, to] = [missed[0]?.score, missed.at(-1)?.score];
    if (from !== undefined && to !== undefined) gaps.push({ from, to, cause, state: 'filled', rows: missed.length });
  }
  return gaps;
}
