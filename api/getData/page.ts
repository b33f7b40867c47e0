import type { Meta } from '../../store/values/meta.ts';

export const ROWS_PER_PAGE = 10;

/** A page of GetData as it is read. */
export interface Page {
  readonly meta: Meta | null;
  /** Rows there are in all. */
  readonly total: number;
  /** The page's rows as JSON texts. */
  readonly rows: readonly string[];
  /** Score of the first row of a series' page; null where it has no rows, and for latest values. */
  readonly highest: number | null;
  /** Score of the lowest row that it was made of, a series only: of the one behind its last row, where there is one. */
  readonly lowest?: number;
  /** The `before` of the next page; undefined where pages are counted only. */
  readonly nextBefore?: number;
  readonly hasNext: boolean;
  /** Order books only: null where nothing is stored, or the exchange does not number them. */
  readonly lastUpdateId?: number | null;
}

/** Rows before a page. */
export const offsetOf = (page: number): number => (page - 1) * ROWS_PER_PAGE;
