import type { Scores } from '../../model/scores.ts';
import type { TableRow } from '../files/tableWriter.ts';
import type { StoredSource } from '../history/storedSource.ts';
import type { ExportTable } from './exportTable.ts';
import { createHoleFinder, MOST_HOLES } from './holes.ts';
import type { CodeTotals, SourceName } from './progress.ts';
import type { Lot, SeriesLots } from './seriesLots.ts';

export interface SeriesExport {
  readonly totals: CodeTotals;
  readonly table: ExportTable;
  readonly scores: Scores;
  /** ms; null: from the oldest stored row on, and nothing is asked for. */
  readonly from: number | null;
  readonly to: number;
  readonly stored: Pick<StoredSource, 'ends'>;
  readonly lots: SeriesLots;
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
  lots,
  signal,
  ...range
}: SeriesExport): Promise<number | null> {
  const ends = await stored.ends();
  const begin = range.from ?? ends?.oldest ?? null;
  if (begin === null) return null;
  // The row that was the last one comes once more, and is passed over: others may have its time.
  const start = totals.last?.time ?? begin;
  const finder = createHoleFinder(scores, totals.last?.score ?? null);

  const hand = async ({ rows, sources }: Lot): Promise<void> => {
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
    countSources(totals, sources, rows.length - taken.length);
    for (const { from, to, missing } of finder.take()) noteHole(totals, from, to, missing);
    if (taken.length > 0) await range.take(taken, time, begin);
  };

  if (range.from !== null && (ends === null || start < ends.oldest)) {
    // Of trades several have the same time: those of the oldest stored one may not all be stored.
    const lastOlder =
      ends === null ? range.to : Math.min(range.to, scores.continuity === 'ids' ? ends.oldest : ends.oldest - 1);
    if (start <= lastOlder) for await (const lot of lots.before(start, lastOlder)) await hand(lot);
  }
  const next = Math.max(start, ends?.oldest ?? start);
  if (ends !== null && next <= range.to) {
    for await (const lot of lots.within(next, range.to)) await hand(lot);
  }
  return begin;
}

/** @param passedOver rows of them that were there already, or cannot be read */
function countSources(totals: CodeTotals, sources: Lot['sources'], passedOver: number): void {
  let left = passedOver;
  for (const [name, rows] of Object.entries(sources)) {
    const off = Math.min(left, rows);
    left -= off;
    totals.sources[name as SourceName] += rows - off;
  }
}

/** Of a cause that is looked for later. */
export function noteHole(totals: CodeTotals, from: number, to: number, missing: number | null): void {
  totals.holeCount += 1;
  totals.missing += missing ?? 0;
  const { code, holes } = totals;
  if (holes.length < MOST_HOLES) holes.push({ code, from, to, missing, cause: 'unknown', state: 'open' });
}
