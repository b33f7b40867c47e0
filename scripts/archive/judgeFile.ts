import { type Good, isGood } from '../../collectors/ingest/judging/candidate.ts';
import type { ArchiveFiles } from '../../exchanges/archive.ts';
import type { RightRow } from '../../model/feed.ts';
import type { Archived, TimedRow } from './archived.ts';
import { FileRefused } from './fileRefused.ts';
import { columnsOf, FEW_ROWS, type JudgedLine, judgeLines } from './judgeLines.ts';
import type { Period } from './period.ts';
import type { Line } from './readLines.ts';

/** So many lines are judged beside each other. */
const LINES = 1000;

/** What became of some lines of a file. */
export interface JudgedPart {
  readonly rows: readonly TimedRow[];
  /** Lines that are left out, and the first of them. */
  readonly leftOut: number;
  readonly first?: { readonly line: number; readonly why: string };
}

/**
 * Judges a file line by line, some at a time: each line has those around it beside it. A first line with the names of the columns is passed over.
 *
 * @throws FileRefused where the first lines are not of the file that its name says: their columns have other names, or most of them are wrong
 */
export async function* judgeFile(
  lines: AsyncIterable<readonly Line[]>,
  archived: Archived,
  period: Period,
): AsyncGenerator<JudgedPart> {
  let pending: Line[] = [];
  let [score, isFirst] = [-1, true];

  /** The last few lines wait for those that follow: these tell whether they are right. */
  const judge = (isEnd: boolean): JudgedPart => {
    const all = judgeLines(pending, archived, period, { score });
    if (isFirst) refuseOther(all, archived);
    isFirst = false;
    const decided = isEnd ? all : all.slice(0, -FEW_ROWS);
    pending = isEnd ? [] : pending.slice(-FEW_ROWS);
    const good = decided.filter(isRight);
    score = good.at(-1)?.score ?? score;
    const bad = decided.find((line) => !isGood(line));
    return {
      rows: timedRows(good, archived),
      leftOut: decided.length - good.length,
      ...(bad !== undefined && { first: { line: bad.number, why: bad.fault ?? 'it has no place' } }),
    };
  };

  let isStart = true;
  for await (const some of lines) {
    pending.push(...(isStart ? withoutNames(some, archived) : some));
    isStart = false;
    while (pending.length >= LINES + FEW_ROWS) {
      const later = pending.splice(LINES + FEW_ROWS);
      yield judge(false);
      pending.push(...later);
    }
  }
  if (isFirst && pending.length === 0) throw new FileRefused('it holds no rows');
  yield judge(true);
}

const isRight = (line: JudgedLine): line is JudgedLine & Good<unknown> => isGood(line);

/** What no row begins with: names of columns do. */
const NAME = /^["A-Za-z_]/;

/** Without a first line that names the columns. @throws FileRefused where it names others */
function withoutNames(lines: readonly Line[], archived: Archived): readonly Line[] {
  const [first, ...rest] = lines;
  if (first === undefined || !NAME.test(first.text)) return lines;
  const names = first.text.split(',').map((name) => name.trim());
  const { columns, optionalColumns } = archived.files;
  const isKnown = names.every((name, index) => columns[index]?.some((each) => isName(each, name)));
  if (isKnown && names.length >= columns.length - optionalColumns) return rest;
  throw new FileRefused(
    `its first line names other columns: ${first.text.slice(0, 200)}; right are ${columnNames(archived.files)}`,
  );
}

const isName = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (name: string): string => name.replaceAll(/[_ "]/g, '').toLowerCase();
const columnNames = ({ columns }: ArchiveFiles): string => columns.map(([name]) => name).join(',');

function refuseOther(all: readonly JudgedLine[], archived: Archived): void {
  const bad = all.filter((line) => !isGood(line));
  const [first] = bad;
  if (first === undefined || bad.length * 2 < all.length) return;
  const which = all.length === bad.length ? 'no line' : 'not even half';
  throw new FileRefused(
    `of its first ${all.length} lines ${which} is a row as it should be (${columnsOf(archived)} columns); line ${first.number}: ${first.fault}`,
  );
}

function timedRows(good: readonly Good<unknown>[], { feed, files, query }: Archived): TimedRow[] {
  const right: RightRow<unknown>[] = good.map(({ row }) => ({ row, text: undefined }));
  const rows = files.toRows?.(right) ?? feed.toRows(right, query);
  return rows.map((row, index) => ({ ...row, time: files.timeOf(good[index]?.row) }));
}
