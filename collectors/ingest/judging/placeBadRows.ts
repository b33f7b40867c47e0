import type { SeriesFeed } from '../../../model/feed.ts';
import { type Candidate, type Good, isGood, isRepeat } from './candidate.ts';

/**
 * Finds out where the bad rows belong, so that what is missing there can be put on record. A row's own score counts where it fits between
 * its neighbours, or where nothing else is wrong with the row than that it does not. Else the row belongs after the last one. Where scores
 * do not tell which one that is, the own score of a last row counts if it is above all others.
 *
 * A row has no place where a right row stands there, or where it only repeats one.
 */
export function placeBadRows<Row>(
  all: readonly Candidate<Row>[],
  good: readonly Good<Row>[],
  { scores }: SeriesFeed<Row>,
): void {
  const taken = new Set(good.map(({ score }) => score));
  const [lowest, highest] = [good[0]?.score ?? 0, scores.next(good.at(-1)?.score ?? 0)];
  const following = followingOf(all);
  let last: number | null = null;
  for (const [index, candidate] of all.entries()) {
    const own = candidate.score ?? 0;
    // It stands elsewhere: its score says nothing of the rows around it.
    if (candidate.isOutOfOrder && own > lowest && own <= highest && !taken.has(own)) continue;
    if (!isGood(candidate)) {
      const place = placeOf(candidate.score, last, following[index] ?? 0, all.length, scores);
      candidate.score = isRepeat(candidate) || place === null || taken.has(place) ? null : place;
    }
    last = candidate.score ?? last;
  }
}

/** Of each row the score of the next right one; infinite: none follows. */
function followingOf(all: readonly Candidate<unknown>[]): number[] {
  const following: number[] = [];
  for (let index = all.length - 1, next = Number.POSITIVE_INFINITY; index >= 0; index--) {
    following[index] = next;
    const candidate = all[index];
    if (candidate !== undefined && isGood(candidate)) next = candidate.score;
  }
  return following;
}

/** @param last the score before it, null: none; `following`: the next right one, infinite: none @param rows how many there are */
function placeOf(
  own: number | null,
  last: number | null,
  following: number,
  rows: number,
  { continuity, next, previous, count }: SeriesFeed['scores'],
): number | null {
  const isFollowed = Number.isFinite(following);
  const isBetween =
    own !== null && isFollowed && own < following && (last === null ? count(own, following) <= rows : own > last);
  if (isBetween) return own;
  // Nothing but its own score tells which one is missing.
  if (continuity === 'none') return !isFollowed && own !== null && own > (last ?? -1) ? own : null;
  const expected = last === null ? previous(following) : next(last);
  return expected < following ? expected : null;
}
