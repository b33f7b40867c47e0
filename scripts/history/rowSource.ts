import type { SeriesRow } from '../../model/seriesRow.ts';

/** Where rows of one series come from: what is stored, the exchange's REST, or files of its archive. */
export interface RowSource {
  readonly name: 'stored' | 'rest' | 'archive';
  /**
   * Rows as the collectors store them, of the times from `from` to `to` (ms, both included), oldest first, some at a time. The time of a row is its open
   * time, or that of its trade. Each row comes once.
   */
  read(from: number, to: number): AsyncIterable<readonly SeriesRow[]>;
}
