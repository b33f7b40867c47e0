import { type Candidate, type Good, isGood } from '../../collectors/ingest/judging/candidate.ts';
import { findDoubled, keepOrder } from '../../collectors/ingest/judging/neighbourRules.ts';
import { nextOpenTime } from '../../model/candleTime.ts';
import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import type { Archived } from './archived.ts';
import type { Period } from './period.ts';
import type { Line } from './readLines.ts';

/** A line while it is judged. */
export type JudgedLine = Candidate<unknown> & { readonly number: number };

/** What is known of a file's lines before these. */
export interface Before {
  /** The score of the last right row; -1: none. */
  readonly score: number;
}

/**
 * Judges lines of a file as rows of an answer are judged, and by what their file says: each by itself, then beside the others. What is wrong is
 * marked; its neighbours are not.
 */
export function judgeLines(lines: readonly Line[], archived: Archived, period: Period, before: Before): JudgedLine[] {
  const all = lines.map((line) => lineOf(line, archived, period, before));
  findDoubled(all, 'the file');
  try {
    if (!isInOrder(all)) keepOrder(all, 'the file');
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    for (const line of all) line.fault ??= error.message;
  }
  if (archived.feed.scores.continuity === 'ids') findStray(all, archived.feed.pageRows, before);
  return all;
}

function lineOf({ number, text, isUnended }: Line, archived: Archived, period: Period, before: Before): JudgedLine {
  const { feed, files, validate, query } = archived;
  const line: JudgedLine = { number, raw: text, text: undefined, score: null, fault: null };
  try {
    if (isUnended) throw new InvalidPayload('the line has no end: the file may be cut off');
    const fields = text.split(',');
    const { columns, optionalColumns } = files;
    if (fields.length > columns.length || fields.length < columns.length - optionalColumns)
      throw new InvalidPayload(`${fields.length} columns where ${columnsOf(archived)} are right`);
    const raw = files.rowOf(fields);
    const row = validate(raw, 'a row');
    const fault = feed.faultOf(row, query) ?? faultInFile(row, archived, period);
    if (fault !== null) throw new InvalidPayload(fault);
    line.row = row;
    line.score = feed.scoreOf(row);
    if (line.score !== null && line.score <= before.score)
      throw new InvalidPayload('a row is out of order, or comes twice');
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    line.fault = `${error.message}: ${excerptOf(text)}`;
  }
  return line;
}

/** How many columns a line may have, for messages. */
export function columnsOf({ files: { columns, optionalColumns } }: Archived): string {
  return optionalColumns === 0 ? String(columns.length) : `${columns.length - optionalColumns} to ${columns.length}`;
}

/** What is wrong with a row in this file. */
function faultInFile(row: unknown, { files, interval, query }: Archived, { from, to }: Period): string | null {
  const time = files.timeOf(row);
  // A week begins in one month and ends in the next one: it may stand in the file of either.
  const over = interval === undefined ? time + 1 : nextOpenTime(interval, time);
  if (over <= from || (files.isEndIncluded ? time > to : time >= to)) return "it lies outside the file's day or month";
  if (interval === undefined) return null;
  if (files.endOf !== undefined && files.endOf(row) >= over) return `it is longer than ${interval} minutes`;
  return over > query.asOf ? 'the candle is not over yet' : null;
}

function isInOrder(all: readonly JudgedLine[]): boolean {
  let last = -1;
  for (const line of all) {
    if (!isGood(line)) continue;
    if (line.score <= last) return false;
    last = line.score;
  }
  return true;
}

/** So few rows between two holes are strays, as far as there are more elsewhere. */
export const FEW_ROWS = 50;

/** Few rows whose ids lie far from all others are wrong: they would tear holes where nothing is missing. */
function findStray(all: readonly JudgedLine[], farIds: number, before: Before): void {
  const runs: Good<unknown>[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const line of all) {
    if (!isGood(line)) continue;
    if (line.score - last > farIds) runs.push([]);
    runs.at(-1)?.push(line);
    last = line.score;
  }
  const follows = (run: readonly Good<unknown>[]) => before.score >= 0 && (run[0]?.score ?? 0) - before.score <= farIds;
  const longest = Math.max(0, ...runs.map((run) => run.length));
  for (const run of runs) {
    if (run.length >= FEW_ROWS || run.length === longest || follows(run)) continue;
    for (const line of run) line.fault = `a row is misplaced: ${excerptOf(line.raw)}`;
  }
}
