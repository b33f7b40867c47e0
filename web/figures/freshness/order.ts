import type { Cell, Matrix, NamedFeed, Row } from './matrix.ts';
import { isMissed, overBy, type Step } from './step.ts';

export const orders = ['worst', 'pair'] as const;
export type Order = (typeof orders)[number];

/** A value of the matrix with where it stands. */
export interface Found<Feed extends NamedFeed> extends Cell<Feed> {
  readonly row: Row<Feed>;
  readonly type: string;
}

/**
 * How bad a value is: what /ready would count comes before what is near its limit, and that before the rest, which is all alike: pairs that are well
 * are not to change places with each answer.
 */
function badness({ feed, step }: Cell<NamedFeed>): readonly [rank: number, over: number] {
  if (step === 'outOfStep') return [2, Math.max(0, overBy(feed))];
  if (isMissed(step)) return [2, overBy(feed)];
  return [ranks[step] ?? 0, step === 'near' ? overBy(feed) : 0];
}

const ranks: Readonly<Partial<Record<Step, number>>> = { near: 1 };

/** Endless ones are alike: what is stored nowhere is no worse here than there. */
const compare = (a: readonly [number, number], b: readonly [number, number]): number =>
  b[0] - a[0] || (a[1] === b[1] ? 0 : b[1] - a[1]);

/** The value that is the farthest over its limit, or nearest to it; null: all are well, or there is none. */
export function worstOf<Feed extends NamedFeed>({ rows, columns }: Matrix<Feed>): Found<Feed> | null {
  let worst: Found<Feed> | null = null;
  for (const row of rows) {
    for (const { type } of columns) {
      const cell = row.cells.get(type);
      if (cell === undefined || badness(cell)[0] === 0) continue;
      if (worst === null || compare(badness(cell), badness(worst)) < 0) worst = { ...cell, row, type };
    }
  }
  return worst;
}

/** Keys of the rows in this order; those that are alike stay as /health lists them. */
export function orderOf<Feed extends NamedFeed>(matrix: Matrix<Feed>, by: Order): string[] {
  const { rows, columns } = matrix;
  if (by === 'pair') {
    const name = ({ market, code }: Row<Feed>) => `${code}\0${market}`;
    return rows.toSorted((a, b) => (name(a) < name(b) ? -1 : 1)).map(({ key }) => key);
  }
  const worst = new Map(
    rows.map((row) => [row.key, badness(worstOf({ ...matrix, rows: [row], columns }) ?? well)] as const),
  );
  const of = ({ key }: Row<Feed>) => worst.get(key) ?? [0, 0];
  return rows.toSorted((a, b) => compare(of(a), of(b))).map(({ key }) => key);
}

const well: Cell<NamedFeed> = {
  step: 'fresh',
  feed: { type: '', code: '', age: 0, period: 0, stale: false, waiting: false, status: '' },
};

/** Rows in an order of before: those that it does not know come last, in their own order. */
export function inOrder<R extends { readonly key: string }>(rows: readonly R[], keys: readonly string[]): R[] {
  const places = new Map(keys.map((key, index) => [key, index]));
  const place = ({ key }: R) => places.get(key) ?? keys.length;
  return rows.toSorted((a, b) => place(a) - place(b));
}
