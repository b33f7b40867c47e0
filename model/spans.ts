import type { Scores } from './scores.ts';

/** A range of scores; both ends belong to it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is left of a span when others are taken away, in rising order. */
export function without(
  span: Span,
  others: readonly Span[],
  { next, previous }: Pick<Scores, 'next' | 'previous'>,
): Span[] {
  let left: Span[] = [span];
  for (const other of others) {
    left = left.flatMap((part) => {
      if (other.to < part.from || other.from > part.to) return [part];
      const below = other.from > part.from ? [{ from: part.from, to: previous(other.from) }] : [];
      const above = other.to < part.to ? [{ from: next(other.to), to: part.to }] : [];
      return [...below, ...above];
    });
  }
  return left;
}
