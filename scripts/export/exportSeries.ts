import type { Scores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { TableRow } from '../files/tableWriter.ts';
import type { StoredSource } from '../history/storedSource.ts';
import type { ExportTable } from './exportTable.ts';
import { createHoleFinder, MOST_HOLES } from './holes.ts';
import type { CodeTotals, SourceName } from './progress.ts';

/** Rows of one source, some at a time; the source may differ from one lot to the next. */
export interface OlderRows {
  read(from: number, to: number): AsyncIterable<{ readonly source: SourceName; readonly rows: readonly SeriesRow[] }>;
}

export interface SeriesExport {
  readonly totals: CodeTotals;
  readonly table: ExportTable;
  readonly scores: Scores;
  /** ms; null: from the oldest stored row on, and nothing is asked for. */
  readonly from: number | null;
  readonly to: number;
  readonly stored: StoredSource;
  readonly older: OlderRows;
  /** Takes rows in rising order. @param time of the last one, ms @param begin of the range, ms */
  take(rows: readonly TableRow[], time: number, begin: number): Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Hands on the rows of one pair, oldest first: those before the stored ones from elsewhere, then what is stored. It goes on where `totals` end, and counts
 * there what it hands on. @returns first time that was looked for, ms; null: nothing is stored, and no begin was named
 */
export async function exportSeries({
  totals,
  table,
  scores,
  stored,
  older,
  signal,
  ...range
}: SeriesExport): Promise<number | null> {
  const ends = await stored.ends();
  const begin = range.from ?? ends?.oldest ?? null;
  if (begin === null) return null;
  // The row that was the last one comes once more, and is passed over: others may have its time.
  const start = totals.last?.time ?? begin;
  const finder = createHoleFinder(scores, totals.last?.score ?? null);

  const hand = async (source: SourceName, rows: readonly SeriesRow[]): Promise<void> => {
    signal.throwIfAborted();
    const taken: TableRow[] = [];
    let time = start;
    for (const { score, member } of rows) {
      if (totals.last !== null && score <= totals.last.score) continue;
      const made = table.rowOf(totals.code, member);
      if (made === null) {
        totals.damaged += 1;
        continue;
      }
      finder.see(score);
      time = made.time;
      taken.push(made.row);
      totals.last = { score, time };
      totals.first ??= totals.last;
      if (made.isForming) totals.forming += 1;
    }
    totals.rows += taken.length;
    totals.sources[source] += taken.length;
    for (const { from, to, missing } of finder.take()) noteHole(totals, from, to, missing);
    if (taken.length > 0) await range.take(taken, time, begin);
  };

  if (range.from !== null && (ends === null || start < ends.oldest)) {
    // Of trades several have the same time: those of the oldest stored one may not all be stored.
    const lastOlder =
      ends === null ? range.to : Math.min(range.to, scores.continuity === 'ids' ? ends.oldest : ends.oldest - 1);
    if (start <= lastOlder) for await (const { source, rows } of older.read(start, lastOlder)) await hand(source, rows);
  }
  const next = Math.max(start, ends?.oldest ?? start);
  if (ends !== null && next <= range.to) {
    for await (const rows of stored.read(next, range.to)) await hand('stored', rows);
  }
  return begin;
}

/** Of a cause that is looked for later. */
export function noteHole(totals: CodeTotals, from: number, to: number, missing: number | null): void {
  totals.holeCount += 1;
  totals.missing += missing ?? 0;
  const { code, holes } = totals;
  if (holes.length < MOST_HOLES) holes.push({ code, from, to, missing, cause: 'unknown', state: 'open' });
}
