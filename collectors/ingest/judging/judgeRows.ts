import type { FeedQuery, Payload, SeriesFeed } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { BadRow, JudgedRows, Validate } from '../ingest.ts';
import { type Candidate, candidateOf, type Good, isGood, isRepeat } from './candidate.ts';
import { findAhead, findDoubled, findMisplaced, keepOrder } from './neighbourRules.ts';
import { placeBadRows } from './placeBadRows.ts';

/**
 * Judges each row by itself, then beside the others: what is wrong, doubled, out of order or misplaced is left out, its neighbours are not.
 *
 * @throws InvalidPayload where the payload is wrong as a whole: it has another outer shape, or most of it is out of order, or no row of it is right
 */
export function judgeRows<Row>(
  feed: SeriesFeed<Row>,
  validate: Validate,
  payload: Payload,
  query: FeedQuery,
): JudgedRows {
  const { path } = payload;
  const sent = feed.rowsIn(payload);
  const texts = feed.textsOf?.(payload.text) ?? [];
  const all = sent.map((raw, index) => candidateOf(feed, validate, raw, texts[index], path, query));
  const [only] = all;
  // It has no neighbours, as most events have none.
  if (all.length === 1 && only !== undefined && isGood(only))
    return { rows: feed.toRows([only], query), bad: [], count: 1, badLast: null };
  const { continuity } = feed.scores;
  if (continuity === 'grid') findAhead(all, path, feed, query);
  else if (continuity === 'ids') findMisplaced(all, path, feed);
  findDoubled(all, path);
  const good = keepOrder(all, path);
  const [first] = all;
  if (good.length === 0 && first !== undefined) throw new InvalidPayload(first.fault ?? path);
  placeBadRows(all, good, feed);
  noteLeftOut(all, good);
  const bad = all.filter(({ fault }) => fault !== null).map(asBad);
  const rows = feed.toRows(good, query);
  return { rows, bad, count: all.length, badLast: findBadLast(all, good, feed) };
}

/**
 * The bad row that may be the newest one: one that would follow the newest right one, although it stands earlier; else the last one, unless
 * it repeats a right one or belongs further to the front.
 */
function findBadLast<Row>(
  all: readonly Candidate<Row>[],
  good: readonly Good<Row>[],
  { scores }: SeriesFeed<Row>,
): BadRow | null {
  const [last, newest] = [all.at(-1), good.at(-1)];
  if (last === undefined || newest === undefined) return null;
  const early = all.find(({ score, isOutOfOrder }) => isOutOfOrder && score === scores.next(newest.score));
  if (early !== undefined) return asBad(early);
  const belongsEarlier = last.isOutOfOrder && last.score !== null && last.score < newest.score;
  return last.fault === null || isRepeat(last) || belongsEarlier ? null : asBad(last);
}

/** Notes it of the right rows that follow a left out one: one that stands before them, or belongs there. */
function noteLeftOut<Row>(all: readonly Candidate<Row>[], good: readonly Good<Row>[]): void {
  let isLeftOut = false;
  for (const candidate of all) {
    if (isGood(candidate)) {
      if (isLeftOut) candidate.followsLeftOut = true;
      isLeftOut = false;
    } else if (!isRepeat(candidate)) isLeftOut = true;
  }
  for (const { score, isOutOfOrder } of all) {
    const next = isOutOfOrder && good.find((each) => each.score > (score ?? Number.POSITIVE_INFINITY));
    if (next) next.followsLeftOut = true;
  }
}

const asBad = ({ score, fault }: Candidate<unknown>): BadRow => ({ score, fault: fault ?? '' });
