import type { Scores } from './scores.ts';

/** Scores from one to another, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What of a span is left when others are taken away: ascending. */
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
