import { utc } from '../history/utc.ts';
import type { ExportRequest } from './exportRequest.ts';
import type { ExportTable } from './exportTable.ts';
import type { CodeTotals, SourceName } from './progress.ts';

/** Rows that each source gave, of all pairs; sources that gave none are left out. */
export function sourcesOf(codes: readonly CodeTotals[]): Partial<Record<SourceName, number>> {
  const names = ['stored', 'rest', 'archive'] as const;
  const counted = names.map((name) => [name, total(codes, ({ sources }) => sources[name])] as const);
  return Object.fromEntries(counted.filter(([, rows]) => rows > 0));
}

export const total = (codes: readonly CodeTotals[], of: (code: CodeTotals) => number): number =>
  codes.reduce((sum, code) => sum + of(code), 0);

/** What a file says of itself: docs/analysis.md lists the entries. @param now ms */
export function metadataOf(
  { market, collector, codes: asked }: ExportRequest,
  { says }: ExportTable,
  codes: readonly CodeTotals[],
  range: { readonly from: number | null; readonly to: number },
  now: number,
): Record<string, string> {
  const iso = (time: number) => new Date(time).toISOString();
  const row = collector.row.shape === 'series' ? collector.row : null;
  const holes = codes.flatMap((code) => code.holes);
  const holeCount = total(codes, (code) => code.holeCount);
  return {
    program: 'binance-collector',
    made: iso(now),
    market,
    feed: collector.feed,
    ...(collector.interval !== undefined && { intervalMinutes: String(collector.interval) }),
    codes: asked.join(','),
    from: range.from === null ? 'oldest stored' : iso(range.from),
    to: iso(range.to),
    rows: String(total(codes, ({ rows }) => rows)),
    formingRows: String(total(codes, ({ forming }) => forming)),
    damagedRows: String(total(codes, ({ damaged }) => damaged)),
    sources: JSON.stringify(sourcesOf(codes)),
    continuity: row?.continuity ?? 'none',
    ...(row?.sampled === true && { sampled: 'true' }),
    gapCount: String(holeCount),
    gapRows: String(total(codes, ({ missing }) => missing)),
    gaps: JSON.stringify(holes),
    pairs: JSON.stringify(codes.map(pairOf)),
    columns: JSON.stringify(says),
  };
}

function pairOf({ code, rows, first, last, notes }: CodeTotals) {
  const timeOf = (end: CodeTotals['first']) => (end === null ? null : utc(end.time));
  return { code, rows, first: timeOf(first), last: timeOf(last), ...(notes.length > 0 && { notes }) };
}
