import type { FeedQuery, Payload, SeriesFeed } from '../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import { longestRun } from '../../model/longestRun.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { listOf } from '../../model/validate.ts';

/** A row that is left out. */
export interface BadRow {
  /** Where it belongs; null where that cannot be told, or where a right row stands there. */
  readonly score: number | null;
  /** What is wrong with it, with an excerpt. */
  readonly fault: string;
}

/** What a payload of rows comes to. */
export interface JudgedRows {
  /** The right ones, ascending, each score once. */
  readonly rows: readonly SeriesRow[];
  readonly bad: readonly BadRow[];
  /** All that came. */
  readonly count: number;
  /** The bad row that may be the newest one, where there is one: what the exchange's newest row is is then not known. */
  readonly badLast: BadRow | null;
}

interface Candidate<Row> {
  readonly raw: unknown;
  readonly text: string | undefined;
  row?: Row;
  score: number | null;
  fault: string | null;
  /** The same one, earlier in the payload. */
  twin?: Candidate<Row>;
  /** Nothing is wrong with it but where it stands. */
  isOutOfOrder?: true;
}

/**
 * Judges each row by itself: what is wrong, doubled, out of order or misplaced is left out, its neighbours are not.
 *
 * @param validate of the feed's row schema
 * @throws InvalidPayload when the payload is no list, or most of it is out of order, or no row of it is right: then it is wrong as a whole
 */
export function judgeRows<Row>(
  feed: SeriesFeed<Row>,
  validate: (row: unknown, what: string) => unknown,
  { data, text, path }: Payload,
  query: FeedQuery,
): JudgedRows {
  const sent = listOf(data, path);
  const texts = feed.textsOf?.(text) ?? [];
  const all = sent.map((raw, index) => candidateOf(feed, validate, { raw, text: texts[index] }, path, query));
  const { continuity } = feed.scores;
  if (continuity === 'grid') findAhead(all, path, feed, query);
  else if (continuity === 'ids') findMisplaced(all, path, feed);
  findDoubled(all, path);
  const good = keepOrder(all, path);
  const [first] = all;
  if (good.length === 0 && first !== undefined) throw new InvalidPayload(first.fault ?? path);
  place(all, good, feed);
  const bad = all.filter(({ fault }) => fault !== null).map(asBad);
  const rows = feed.toRows(good, query);
  return { rows, bad, count: all.length, badLast: findBadLast(all, good, feed) };
}

/** The last row, unless it repeats a right one or belongs further to the front; or one that would follow the newest right one and stands too early. */
function findBadLast<Row>(
  all: readonly Candidate<Row>[],
  good: readonly Good<Row>[],
  { scores }: SeriesFeed<Row>,
): BadRow | null {
  const [last, newest] = [all.at(-1), good.at(-1)];
  if (last === undefined || newest === undefined) return null;
  const early = all.find(({ score, isOutOfOrder }) => isOutOfOrder && score === scores.next(newest.score));
  if (early !== undefined) return asBad(early);
  const isRepeat = last.twin !== undefined && isGood(last.twin);
  const belongsEarlier = last.isOutOfOrder && last.score !== null && last.score < newest.score;
  return last.fault === null || isRepeat || belongsEarlier ? null : asBad(last);
}

const asBad = ({ score, fault }: Candidate<unknown>): BadRow => ({ score, fault: fault ?? '' });

function candidateOf<Row>(
  feed: SeriesFeed<Row>,
  validate: (row: unknown, what: string) => unknown,
  { raw, text }: Pick<Candidate<Row>, 'raw' | 'text'>,
  path: string,
  query: FeedQuery,
): Candidate<Row> {
  const score = feed.scoreOf(raw);
  try {
    const row = validate(raw, path) as Row;
    const fault = feed.faultOf(row, query);
    return { raw, text, row, score, fault: fault === null ? null : `${path}: ${fault}: ${excerptOf(raw)}` };
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    return { raw, text, score, fault: error.message };
  }
}

type Good<Row> = Candidate<Row> & { row: Row; score: number };

const isGood = <Row>(candidate: Candidate<Row>): candidate is Good<Row> =>
  candidate.fault === null && candidate.row !== undefined && candidate.score !== null;

/** Ids leave none out: one that is further than a page from where most of the others put it would tear a hole that is none. */
function findMisplaced<Row>(all: readonly Candidate<Row>[], path: string, { pageRows }: SeriesFeed<Row>): void {
  const shifts = all.flatMap((candidate, index) => (isGood(candidate) ? [candidate.score - index] : []));
  const middle = shifts.sort((one, other) => one - other)[shifts.length >> 1];
  if (middle === undefined) return;
  for (const [index, candidate] of all.entries()) {
    if (!isGood(candidate) || Math.abs(candidate.score - index - middle) <= pageRows) continue;
    candidate.fault = `${path}: a row is misplaced: ${excerptOf(candidate.raw)}`;
  }
}

/** An answer is sent so long after it was asked for, at most, ms. */
const ANSWERED_WITHIN_MS = 5_000;

/** As our clock may be off a candle is not wrong for being from the future; one that leaves others out to get there is. */
function findAhead<Row>(
  all: readonly Candidate<Row>[],
  path: string,
  { scores }: SeriesFeed<Row>,
  { asOf, uncertainty }: FeedQuery,
): void {
  const latest = asOf + uncertainty + ANSWERED_WITHIN_MS;
  for (const [index, candidate] of all.entries()) {
    const before = all[index - 1]?.score ?? null;
    if (!isGood(candidate) || candidate.score <= latest || before === null || candidate.score === scores.next(before)) {
      continue;
    }
    candidate.fault = `${path}: a candle is misplaced: ${excerptOf(candidate.raw)}`;
  }
}

/** Of two that differ nobody can tell the right one: both are left out. */
function findDoubled(all: readonly Candidate<unknown>[], path: string): void {
  const known = new Map<number, Candidate<unknown>>();
  for (const candidate of all) {
    if (!isGood(candidate)) continue;
    const twin = known.get(candidate.score);
    known.set(candidate.score, twin ?? candidate);
    if (twin === undefined) continue;
    candidate.fault = `${path}: a row comes twice: ${excerptOf(candidate.raw)}`;
    if (JSON.stringify(twin.raw) === JSON.stringify(candidate.raw)) candidate.twin = twin;
    else twin.fault ??= candidate.fault;
  }
}

/** The good ones that are in order; the others are no longer good. @throws InvalidPayload where these are the most */
function keepOrder<Row>(all: readonly Candidate<Row>[], path: string) {
  const good = all.filter(isGood);
  const run = longestRun(good, (one, other) => one.score < other.score);
  if (run.length < good.length && run.length * 2 <= good.length) {
    throw new InvalidPayload(`${path}: the rows are out of order: ${excerptOf(good.map(({ score }) => score))}`);
  }
  const inOrder = new Set(run);
  for (const [index, candidate] of good.entries()) {
    if (inOrder.has(index)) continue;
    candidate.fault = `${path}: a row is out of order: ${excerptOf(candidate.raw)}`;
    candidate.isOutOfOrder = true;
  }
  return run.flatMap((index) => good[index] ?? []);
}

/**
 * Where the bad rows belong: a score of their own counts where it fits between their neighbours, or where all that is wrong is that it does
 * not; else it is the one after the last. Where scores do not tell which one that is, the last row's own counts if it is above the others.
 */
function place<Row>(all: readonly Candidate<Row>[], good: readonly Good<Row>[], { scores }: SeriesFeed<Row>): void {
  const taken = new Set(good.map(({ score }) => score));
  const [lowest, highest] = [good[0]?.score ?? 0, scores.next(good.at(-1)?.score ?? 0)];
  const following: number[] = [];
  for (let index = all.length - 1, next = Number.POSITIVE_INFINITY; index >= 0; index--) {
    following[index] = next;
    const candidate = all[index];
    if (candidate !== undefined && isGood(candidate)) next = candidate.score;
  }
  let last: number | null = null;
  for (const [index, candidate] of all.entries()) {
    const own = candidate.score ?? 0;
    if (candidate.isOutOfOrder && own > lowest && own <= highest && !taken.has(own)) continue;
    if (!isGood(candidate)) {
      const place = placeOf(candidate.score, last, following[index] ?? 0, all.length, scores);
      const isRepeat = candidate.twin !== undefined && isGood(candidate.twin);
      candidate.score = isRepeat || place === null || taken.has(place) ? null : place;
    }
    last = candidate.score ?? last;
  }
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
