import type { Scores } from '../../model/scores.ts';
import type { StoredSource } from '../history/storedSource.ts';
import type { RowSink } from './addedRow.ts';
import { createHoleFinder, type Edges, MOST_HOLES } from './holes.ts';
import type { CodeTotals, SourceName } from './progress.ts';
import type { Lot, SeriesLots } from './seriesLots.ts';

/** Where retention overtakes the exchange, it is asked for this much of what is stored, too, ms: else it may do so each time. */
const AHEAD_MS = 60_000;

/** The time of a trade may be earlier than that of the one before, by less than this, ms. */
const STEPS_BACK_MS = 60_000;

export interface SeriesExport {
  readonly totals: CodeTotals;
  /** Gets the rows, oldest first. */
  readonly sink: Pick<RowSink, 'add'>;
  readonly scores: Scores;
  /** ms; null: from the oldest stored row on, and nothing is asked for. */
  readonly from: number | null;
  readonly to: number;
  readonly stored: Pick<StoredSource, 'ends'>;
  readonly lots: SeriesLots;
  /** Writes what the sink has got. @param time of the last row, ms @param begin of the range, ms */
  write(time: number, begin: number): Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Hands on the rows of one pair, oldest first: those before the stored ones from elsewhere, then what is stored. It goes on where `totals` end, and counts
 * there what it hands on. @returns null: nothing is stored, and no begin was named
 */
export async function exportSeries({
  totals,
  sink,
  scores,
  stored,
  lots,
  signal,
  ...range
}: SeriesExport): Promise<Pick<Edges, 'from'> | null> {
  let ends = await stored.ends();
  const begin = range.from ?? ends?.oldest ?? null;
  if (begin === null) return null;
  const isOfIds = scores.continuity === 'ids';
  const reached = totals.last?.time ?? begin;
  // Rows that are there come once more, and are passed over: others may have their time, and that of trades steps back now and then.
  const start = isOfIds ? Math.max(begin, reached - STEPS_BACK_MS) : reached;
  const finder = createHoleFinder(scores, totals.last?.score ?? null);

  const hand = async ({ rows, sources }: Lot): Promise<void> => {
    signal.throwIfAborted();
    let [time, added] = [start, 0];
    for (const { score, member } of rows) {
      if (totals.last !== null && score <= totals.last.score) continue;
      const row = sink.add(totals.code, member);
      if (row === null) {
        totals.damaged += 1;
        continue;
      }
      finder.see(score);
      time = row.time;
      added += 1;
      totals.last = { score, time };
      totals.first ??= totals.last;
      if (row.isForming) totals.forming += 1;
    }
    totals.rows += added;
    countSources(totals, sources, rows.length - added);
    for (const { from, to, missing } of finder.take()) noteHole(totals, from, to, missing);
    if (added > 0) await range.write(time, begin);
  };

  let asked = -1;
  while (range.from !== null && (ends === null || reached < ends.oldest)) {
    // Of trades several have the same time: those of the oldest stored one may not all be stored.
    const oldest = ends === null ? range.to : Math.min(range.to, isOfIds ? ends.oldest : ends.oldest - 1);
    const from = Math.max(start, isOfIds ? asked : asked + 1);
    if (oldest <= asked || from > oldest) break;
    const to = asked < 0 ? oldest : Math.min(range.to, oldest + AHEAD_MS);
    for await (const lot of lots.before(from, to)) await hand(lot);
    asked = to;
    // Meanwhile retention may have removed rows that were stored.
    ends = await stored.ends();
  }
  const next = Math.max(start, ends?.oldest ?? start);
  if (ends !== null && next <= range.to) {
    for await (const lot of lots.within(next, range.to)) await hand(lot);
  }
  // Of what is older the exchange knows, or nobody: it may not have been listed.
  return { from: ends === null || begin < ends.oldest ? null : begin };
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
