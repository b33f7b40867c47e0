import { parseJson } from './parseJson.ts';

/** A row of a series: `score` is its open time (ms) or id, `member` compact JSON of the exchange's fields in order. */
export interface SeriesRow {
  readonly score: number;
  readonly member: string;
}

/** The score of a stored member, which is its first field; null if it is no row. */
export function scoreIn(member: string): number | null {
  const row = parseJson(member);
  const score: unknown = Array.isArray(row) ? row[0] : null;
  return Number.isSafeInteger(score) && (score as number) >= 0 ? (score as number) : null;
}

/** The score of a stored member, which is its first field. @throws RangeError if it is no row (`readRows` never returns such a member) */
export function scoreOf(member: string): number {
  const score = scoreIn(member);
  if (score === null) throw new RangeError(`no row of a series: ${member.slice(0, 200)}`);
  return score;
}
