import { type CloseRow, SECOND_MS, type Side } from '../../../analysis/closes.ts';

export interface Point {
  readonly time: number;
  readonly close: number;
}

/** Points that a column of a drawing needs: where its line begins, its highest and lowest, and where it ends. */
const OF_A_COLUMN = 4;

/**
 * The runs of a side's line: where seconds are missing it is broken. Of more points than a drawing shows each column keeps its extremes.
 *
 * @param columns that the drawing is wide
 */
export function linePoints(side: Side, rows: readonly CloseRow[], columns: number): Point[][] {
  const runs: Point[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const own = row[side];
    if (own === null) continue;
    const point = { time: row.openTime, close: Number(own.close) };
    const run = runs.at(-1);
    if (run === undefined || point.time - before > SECOND_MS) runs.push([point]);
    else run.push(point);
    before = point.time;
  }
  const [first, last] = [rows[0]?.openTime ?? 0, rows.at(-1)?.openTime ?? 0];
  const perColumn = Math.max(SECOND_MS, (last - first) / columns);
  return runs.map((run) => (run.length > columns * OF_A_COLUMN ? thinned(run, perColumn) : run));
}

function thinned(run: readonly Point[], perColumn: number): Point[] {
  const columns = new Map<number, Point[]>();
  for (const point of run) {
    const column = Math.floor(point.time / perColumn);
    const own = columns.get(column) ?? [];
    if (own.length === 0) columns.set(column, own);
    own.push(point);
  }
  return [...columns.values()].flatMap((points) => {
    const low = points.reduce((one, other) => (other.close < one.close ? other : one));
    const high = points.reduce((one, other) => (other.close > one.close ? other : one));
    return [...new Set([points[0], low, high, points.at(-1)])]
      .filter((point): point is Point => point !== undefined)
      .sort((one, other) => one.time - other.time);
  });
}
