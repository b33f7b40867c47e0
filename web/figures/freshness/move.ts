/** Where one stands in the matrix: numbers of row and column. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Rows that a page of keys moves by. */
const PAGE = 10;

/**
 * Where a key leads to, as in tables of other programs; null: it is none of these.
 * @param isAll with Ctrl: to the first or last of all
 * @param columnsIn of each row the columns in which it has something, in order: places without anything are passed over
 */
export function moved(
  place: Place,
  key: string,
  isAll: boolean,
  columnsIn: readonly (readonly number[])[],
): Place | null {
  const last = columnsIn.length - 1;
  const rows: Readonly<Record<string, number>> = {
    ArrowUp: isAll ? 0 : place.row - 1,
    ArrowDown: isAll ? last : place.row + 1,
    PageUp: place.row - PAGE,
    PageDown: place.row + PAGE,
  };
  const to = rows[key];
  if (to !== undefined) {
    const row = Math.max(0, Math.min(last, to));
    return { row, column: nearest(columnsIn[row] ?? [], place.column) };
  }
  if (key !== 'Home' && key !== 'End') return sideways(place, key, isAll, columnsIn[place.row] ?? []);
  const row = !isAll ? place.row : key === 'Home' ? 0 : last;
  return { row, column: columnsIn[row]?.at(key === 'Home' ? 0 : -1) ?? place.column };
}

function sideways({ row, column }: Place, key: string, isAll: boolean, columns: readonly number[]): Place | null {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const beyond = columns.filter((other) => (key === 'ArrowLeft' ? other < column : other > column));
  const isNext = (key === 'ArrowRight') !== isAll;
  return { row, column: beyond.at(isNext ? 0 : -1) ?? column };
}

const nearest = (columns: readonly number[], to: number): number =>
  columns.reduce((best, column) => (Math.abs(column - to) < Math.abs(best - to) ? column : best), columns[0] ?? to);
