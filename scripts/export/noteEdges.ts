import type { Gap } from '../../store/values/gaps.ts';
import { noteHole } from './exportSeries.ts';
import { explainHoles, holesAtEdges, holesOfLedger } from './holes.ts';
import type { CodeTotals } from './progress.ts';

type ScoresOf = Parameters<typeof holesAtEdges>[0];

/** Notes what is missing at the ends of what was read. */
export function noteEdges(totals: CodeTotals, scores: ScoresOf, edges: { from: number | null; to: number }): void {
  const { first, last } = totals;
  const seen = first === null || last === null ? null : { first: first.score, last: last.score };
  for (const { from, to, missing } of holesAtEdges(scores, edges, seen)) noteHole(totals, from, to, missing);
  totals.holes.sort((a, b) => a.from - b.from);
}

/** Says of what is missing what the collectors have noted of it. */
export function explain(totals: CodeTotals, continuity: ScoresOf['continuity'], ledger: readonly Gap[]): void {
  const { code, first, last } = totals;
  totals.holes = explainHoles(totals.holes, ledger);
  if (continuity !== 'none' || first === null || last === null) return;
  totals.holes = holesOfLedger(code, ledger, first.score, last.score);
  totals.holeCount = totals.holes.length;
}
