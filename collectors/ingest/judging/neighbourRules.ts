import type { FeedQuery, SeriesFeed } from '../../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import { longestRun } from '../../../model/longestRun.ts';
import { type Candidate, type Good, isGood } from './candidate.ts';

/*
 * What is wrong with a row only beside the others of its payload. Each rule notes a fault in the rows that break it; rows that are bad
 * already prove nothing and are passed over.
 */

/** An answer is sent so long after it was asked for, at most, ms. */
const ANSWERED_WITHIN_MS = 5_000;

/** A candle from the future is wrong where it leaves others out to get there; alone it is not, since our clock may be off. */
export function findAhead<Row>(
  all: readonly Candidate<Row>[],
  path: string,
  { scores }: SeriesFeed<Row>,
  { asOf, uncertainty }: FeedQuery,
): void {
  const latest = asOf + uncertainty + ANSWERED_WITHIN_MS;
  for (const [index, candidate] of all.entries()) {
    if (!isGood(candidate) || candidate.score <= latest) continue;
    const before = all[index - 1]?.score ?? null;
    if (before === null || candidate.score === scores.next(before)) continue;
    candidate.fault = `${path}: a candle is misplaced: ${excerptOf(candidate.raw)}`;
  }
}

/** An id is wrong that lies more than a page from where most of the others put it: it would tear a hole where nothing is missing. */
export function findMisplaced<Row>(all: readonly Candidate<Row>[], path: string, { pageRows }: SeriesFeed<Row>): void {
  const shifts = all.flatMap((candidate, index) => (isGood(candidate) ? [candidate.score - index] : []));
  const middle = shifts.sort((one, other) => one - other)[shifts.length >> 1];
  if (middle === undefined) return;
  for (const [index, candidate] of all.entries()) {
    if (!isGood(candidate) || Math.abs(candidate.score - index - middle) <= pageRows) continue;
    candidate.fault = `${path}: a row is misplaced: ${excerptOf(candidate.raw)}`;
  }
}

/** Of two rows with the same score the second is wrong; where they differ both are, since nobody can tell the right one. */
export function findDoubled(all: readonly Candidate<unknown>[], path: string): void {
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

/**
 * Rows that stand out of order are wrong, as few of them as possible: the others need not suffer for them.
 *
 * @returns the good ones, in order
 * @throws InvalidPayload where half of them or more are out of order: then nothing tells which ones are right
 */
export function keepOrder<Row>(all: readonly Candidate<Row>[], path: string): Good<Row>[] {
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
