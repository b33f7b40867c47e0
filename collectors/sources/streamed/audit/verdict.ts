import type { SeriesRow } from '../../../../model/seriesRow.ts';

/**
 * What comes of holding an answer of REST against what the streams of a pair have told.
 *
 * - *equal*           both say the same
 * - *not comparable*  they are not of the same moment: the answer is older than what is held, or newer, or nobody can tell
 * - a mismatch        they are of the same moment and say different things
 */
export type Verdict = 'equal' | 'not comparable' | Mismatch;

export interface Mismatch {
  /** What each of the two says, in words. */
  readonly why: string;
  /** Candles that are closed, as REST tells them: only these differ. Absent: what forms does, or there are no candles. */
  readonly closed?: readonly SeriesRow[];
}

export const isMismatch = (verdict: Verdict): verdict is Mismatch => typeof verdict !== 'string';
