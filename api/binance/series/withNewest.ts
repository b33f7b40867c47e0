import type { FromMemory } from '../asked.ts';
import type { Newest } from './boundary.ts';
import { countBelow, type Row, type Rows, withTail } from './rows.ts';
import type { SeriesPage } from './seriesPage.ts';

/** The exchange lists a candle that nothing was traded in some time after it has begun. What it does not list by then is not there, ms. */
const QUIET_MS = 5_000;

/** What is known of the newest candles at a moment. */
export interface Moment {
  /** Open time of the candle that forms. */
  readonly opensAt: number;
  /** What was fetched is so new that nothing has to bear it out. */
  readonly isNew: boolean;
}

/**
 * An answer of stored candles and of what was fetched of the newest ones. Null where the two do not join, or what was fetched is outdated.
 *
 * Its final rows stay right. The one that forms does for a moment, until the collectors have a newer one, or as long as they say that nothing has
 * come.
 */
export function withNewest(page: SeriesPage, newest: Newest, { opensAt, isNew }: Moment): FromMemory | null {
  const { rows, query, asOf } = page;
  const [first] = newest.rows;
  if (rows === null || asOf === null || first === undefined) return null;
  const { most, which, from = 0, to = Number.POSITIVE_INFINITY } = query.window;
  const stored = rows.scores.at(-1) === opensAt ? lastOf(rows) : null;
  const usesStored = stored !== null && asOf >= newest.asOf;
  // Nothing has come since before it was fetched, and the collectors would know.
  const isConfirmed = page.version === newest.version && asOf >= newest.asOf;
  if (!usesStored && !isNew && !isConfirmed) return null;
  const tail = usesStored ? [...newest.rows.filter(({ score }) => score < opensAt), stored] : newest.rows;
  const before = rows.scores[countBelow(rows, first.score) - 1];
  const shown = tail.filter(({ score }) => score >= from && score <= to);
  // Nothing stored lies below: it has all that was asked for, or all that there is.
  const isAll = which === 'newest' ? page.isShort || shown.length >= most : first.score <= from;
  const isJoined = before === undefined ? isAll : query.next(before) === first.score;
  // What lies below must be final, and so must what is over.
  const isFinal =
    rows.open.every((score) => score >= first.score) && tail.every((row) => row.isFinal || row === tail.at(-1));
  // Without the candle that forms, clients would drop the one that is just over.
  const isUpToNow = (tail.at(-1)?.score ?? 0) >= opensAt || newest.asOf - opensAt >= QUIET_MS;
  if (!isJoined || !isFinal || !isUpToNow || !followEachOther(tail, query.next)) return null;
  const { body } = withTail(rows, first.score, shown, which === 'newest' ? 'oldest' : 'newest', most);
  return { body, asOf: usesStored || isConfirmed ? asOf : newest.asOf, source: newest.source };
}

const followEachOther = (rows: readonly Row[], next: (score: number) => number): boolean =>
  rows.every(({ score }, index) => index === 0 || next((rows[index - 1] as Row).score) === score);

function lastOf({ body, scores, starts, open }: Rows): Row | null {
  const [score, start] = [scores.at(-1), starts.at(-1)];
  if (score === undefined || start === undefined) return null;
  return { score, text: body.toString('latin1', start, body.length - 1), isFinal: !open.includes(score) };
}
