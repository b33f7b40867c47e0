import type { FeedRow } from './market.js';

/** Where a stored row has what says how it changes: places in its member, counted from 1; 0: it has none. */
export interface RowLayout {
  /** 0 rolled up, 1 forming, 2 final. Rows without it never change once they are written. */
  readonly state: number;
  /** The last ms of its time: a minute later no reply can be so late that it does not know the row's last state. */
  readonly end: number;
  /** A number or decimal string; of two states of a row the one with the lower is the older one. Without it the later write counts. */
  readonly order: number;
}

/** The layout of a feed's stored rows. @throws RangeError where the table names none of its columns */
export function rowLayoutOf(row: FeedRow): RowLayout {
  if (row.shape !== 'series' || row.changes === undefined) return { state: 0, end: 0, order: 0 };
  const { columns, changes } = row;
  const placeOf = (name: string): number => {
    const index = columns.findIndex((column) => column?.name === name);
    if (index < 0) throw new RangeError(`rows have no column ${name}`);
    return index + 1;
  };
  return {
    state: placeOf(changes.state),
    end: placeOf(changes.end),
    order: changes.order === undefined ? 0 : placeOf(changes.order),
  };
}
