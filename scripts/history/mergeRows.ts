import type { SeriesRow } from '../../model/seriesRow.ts';

/** One of several that are read as one, and the row that comes next in it. */
export interface Reading<Row extends SeriesRow, Of> {
  readonly of: Of;
  readonly parts: AsyncIterator<readonly Row[]>;
  rows: readonly Row[];
  at: number;
}

/** How several are read as one. */
export interface Merging<Row extends SeriesRow, Of> {
  /** In the order in which they are opened. */
  readonly all: readonly Of[];
  /** Opens one; null: nothing is read of it. */
  open(of: Of): Promise<AsyncIterator<readonly Row[]> | null>;
  /** Whether one has to be open before this row is taken, which is the lowest of those that are open. */
  isDue(of: Of, row: Row): boolean;
  /** The row that is taken of all that hold one of the lowest score, in the order in which they were opened; null: none of them. */
  take(holders: readonly Reading<Row, Of>[]): SeriesRow | null;
}

/** So many rows are handed on at once. */
const PART = 1000;

/** Rows of several as one series: in order, each once. Of each that is open only one part is held. */
export async function* mergeRows<Row extends SeriesRow, Of>({
  all,
  open,
  isDue,
  take,
}: Merging<Row, Of>): AsyncGenerator<SeriesRow[]> {
  const coming = [...all];
  let readings: Reading<Row, Of>[] = [];
  let part: SeriesRow[] = [];
  try {
    for (;;) {
      const holders = lowestOf(readings);
      const [lowest] = holders;
      const [ahead] = coming;
      if (ahead !== undefined && (lowest === undefined || isDue(ahead, rowAt(lowest)))) {
        coming.shift();
        const parts = await open(ahead);
        if (parts === null) continue;
        const reading = { of: ahead, parts, rows: [], at: 0 };
        readings.push(reading);
        await fill(reading);
      } else if (lowest === undefined) {
        break;
      } else {
        const row = take(holders);
        if (row !== null) part.push(row);
        for (const holder of holders) {
          holder.at += 1;
          // Most rows are there: to wait for each would cost more than all else.
          if (!hasRow(holder)) await fill(holder);
        }
      }
      if (!readings.every(hasRow)) readings = readings.filter(hasRow);
      if (part.length < PART) continue;
      yield part;
      part = [];
    }
    if (part.length > 0) yield part;
  } finally {
    await Promise.all(readings.map((reading) => reading.parts.return?.()));
  }
}

/** The row that comes next. */
export const rowAt = <Row extends SeriesRow>({ rows, at }: Reading<Row, unknown>): Row => rows[at] as Row;

const hasRow = ({ rows, at }: Reading<SeriesRow, unknown>): boolean => at < rows.length;

/** All whose next row has the lowest score. */
function lowestOf<Row extends SeriesRow, Of>(readings: readonly Reading<Row, Of>[]): Reading<Row, Of>[] {
  let lowest = Infinity;
  let holders: Reading<Row, Of>[] = [];
  for (const reading of readings) {
    const { score } = rowAt(reading);
    if (score > lowest) continue;
    if (score < lowest) holders = [];
    lowest = score;
    holders.push(reading);
  }
  return holders;
}

/** Reads on until there is a row, or no more. */
async function fill<Row extends SeriesRow>(reading: Reading<Row, unknown>): Promise<void> {
  while (!hasRow(reading)) {
    const { done, value } = await reading.parts.next();
    if (done === true) return;
    Object.assign(reading, { rows: value, at: 0 });
  }
}
