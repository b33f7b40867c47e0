import type { Scores } from '../../model/scores.ts';
import type { Gap } from '../../store/values/gaps.ts';

/** Rows that a table lacks. */
export interface Hole {
  readonly code: string;
  /** First and last missing score, both included: open time (ms), or id. */
  readonly from: number;
  readonly to: number;
  /** How many rows; null where nothing tells. */
  readonly missing: number | null;
  /** As the collectors have noted them: docs/data-model.md lists both. Of what they have not noted `unknown` and `open`. */
  readonly cause: string;
  readonly state: string;
}

/** Holes of a pair that are named one by one; of more only the number is told. */
export const MOST_HOLES = 1000;

type Between = Pick<Hole, 'from' | 'to'> & { readonly missing: number };

/** Finds what is missing between the rows of one series, as they pass. @param last score of the row before them; null: there is none */
export function createHoleFinder(scores: Scores, last: number | null) {
  const found: Between[] = [];
  const tells = scores.continuity !== 'none';
  return {
    /** @param score in rising order */
    see(score: number): void {
      const from = last === null || !tells ? score : scores.next(last);
      if (score > from) found.push(between(scores, from, scores.previous(score)));
      last = score;
    },
    /** Those found since it was asked the last time. */
    take: () => found.splice(0),
  };
}

const between = (scores: Scores, from: number, to: number): Between => ({ from, to, missing: scores.count(from, to) });

/** What is certain at the ends of a range, ms: from when on rows were looked for, and until when there must be some. */
export interface Edges {
  /** Null: nobody knows what there was before the first row. */
  readonly from: number | null;
  readonly to: number;
}

/** What is missing of a grid before its first row and behind its last. */
export function holesAtEdges(
  scores: Scores,
  { from, to }: Edges,
  seen: { first: number; last: number } | null,
): Between[] {
  if (scores.continuity !== 'grid' || seen === null) return [];
  const holes: Between[] = [];
  const begin = from === null ? seen.first : scores.next(scores.previous(from));
  if (begin < seen.first) holes.push(between(scores, begin, scores.previous(seen.first)));
  const [next, end] = [scores.next(seen.last), scores.previous(to + 1)];
  if (next <= end) holes.push(between(scores, next, end));
  return holes;
}

/** The same holes, with what the collectors' ledger says of them: gaps that were filled, or of the market before, are no reason for these. */
export function explainHoles(holes: readonly Hole[], all: readonly Gap[]): Hole[] {
  const ledger = all.filter(({ state, cause }) => state !== 'filled' && cause !== 'begun-anew');
  return holes.map((hole) => {
    const gap = ledger.find(({ code, from, to }) => code === hole.code && from <= hole.to && to >= hole.from);
    return gap === undefined ? hole : { ...hole, cause: gap.cause, state: gap.state };
  });
}

/** Where nothing in the rows tells what is missing: what the ledger has that was not filled. */
export function holesOfLedger(code: string, ledger: readonly Gap[], from: number, to: number): Hole[] {
  return ledger
    .filter((gap) => gap.code === code && gap.state !== 'filled' && gap.to >= from && gap.from <= to)
    .map((gap) => ({ code, from: gap.from, to: gap.to, missing: null, cause: gap.cause, state: gap.state }))
    .sort((a, b) => a.from - b.from);
}
