import { spanText } from '../format.ts';

/** A figure of two snapshots. */
export interface Change {
  readonly name: string;
  readonly unit: string;
  readonly a: string | number | null;
  readonly b: string | number | null;
  readonly change: string | null;
  readonly changePercent: string | null;
}

/** What /analytics/compare answers. */
export interface Changes {
  readonly seconds: number;
  readonly figures: readonly Change[];
}

/** An answer of something between us and the API is none. */
export function changesIn(body: unknown): Changes | null {
  const { seconds, figures } = (body ?? {}) as Partial<Changes>;
  return Number.isFinite(seconds) && Array.isArray(figures) ? (body as Changes) : null;
}

/** Those that are not as they were. */
export const changedIn = ({ figures }: Changes): readonly Change[] => figures.filter(({ a, b }) => a !== b);

/** How far the two lie apart, and how much is as it was. */
export function changesText(changes: Changes): string {
  const { seconds, figures } = changes;
  const same = figures.length - changedIn(changes).length;
  const order = seconds < 0 ? 'The second is older than the first' : 'From the first to the second';
  return `${order}: ${spanText(Math.abs(seconds) * 1_000)}. ${same} of ${figures.length} figures are the same in both and left out.`;
}

/** With a sign in front of what has grown. */
export const signedText = (decimal: string | null): string =>
  decimal === null ? '' : Number(decimal) > 0 ? `+${decimal}` : decimal;
