import type { FeedRow } from './market.js';

/** What rows a series may hold, and which fields of them say how they change: places in a row, counted from 1; 0 means that it has no such field. */
export interface RowLayout {
  /** The kinds there are: a series holds rows of one of them. */
  readonly kinds: readonly string[];
  /** The row's state: 0 rolled up, 1 forming, 2 final. A row without this field never changes once it is written. */
  readonly state: number;
  /** The last ms that the row covers. A minute after it every reply knows the row's last state, however late it comes. */
  readonly end: number;
  /** A number or decimal string that only rises: it tells the older of two states of a row. Without it the later write counts. */
  readonly order: number;
}

/** The layout of a feed's stored rows. @throws RangeError if the table names a column that the feed does not have */
export function rowLayoutOf(row: FeedRow): RowLayout {
  if (row.shape !== 'series') return { kinds: [], state: 0, end: 0, order: 0 };
  const { kinds, columns, changes } = row;
  if (changes === undefined) return { kinds, state: 0, end: 0, order: 0 };
  const placeOf = (name: string): number => {
    const index = columns.findIndex((column) => column?.name === name);
    if (index < 0) throw new RangeError(`rows have no column ${name}`);
    return index + 1;
  };
  return {
    kinds,
    state: placeOf(changes.state),
    end: placeOf(changes.end),
    order: changes.order === undefined ? 0 : placeOf(changes.order),
  };
}
