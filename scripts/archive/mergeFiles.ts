import type { Interval } from '../../markets/markets.js';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { TimedRow } from './archived.ts';
import type { FoundFile } from './findFiles.ts';
import { beginningOf } from './period.ts';

/** A file that is open, and the row that comes next in it. */
interface OpenFile {
  readonly found: FoundFile;
  readonly parts: AsyncIterator<readonly TimedRow[]>;
  rows: readonly TimedRow[];
  at: number;
}

/** What two files hold of a row: of the first one it is taken. */
export type OnBoth = (taken: SeriesRow, left: SeriesRow) => void;

/** So many rows are handed on at once. */
const PART = 1000;

/**
 * Rows of all files as one series: each once, in order. A file is opened when the rows have come to where it begins, so that few are open at once.
 * Where two hold a row, that of the longer time is taken.
 *
 * @param files oldest first @param open gives the rows of one; null: it is refused @param onBelow told of a row that is left out, since its score does
 * not lie above that of an earlier one
 */
export async function* mergeFiles(
  files: readonly FoundFile[],
  interval: Interval | undefined,
  open: (found: FoundFile) => Promise<AsyncIterator<readonly TimedRow[]> | null>,
  onBoth: OnBoth,
  onBelow: () => void = () => undefined,
): AsyncGenerator<SeriesRow[]> {
  const coming = [...files];
  let opened: OpenFile[] = [];
  let part: SeriesRow[] = [];

  const openNext = async (): Promise<void> => {
    const found = coming.shift();
    const parts = found === undefined ? null : await open(found);
    if (found === undefined || parts === null) return;
    const file: OpenFile = { found, parts, rows: [], at: 0 };
    opened.push(file);
    await fill(file);
  };
  /** Reads on where all is taken that was read; closes the file where it has ended. */
  const fill = async (file: OpenFile): Promise<void> => {
    while (file.at >= file.rows.length) {
      const { done, value } = await file.parts.next();
      if (done === true) {
        opened = opened.filter((each) => each !== file);
        return;
      }
      Object.assign(file, { rows: value, at: 0 });
    }
  };

  let last = -1;
  try {
    while (coming.length > 0 || opened.length > 0) {
      const next = lowest(opened);
      const [ahead] = coming;
      if (ahead !== undefined && (next === null || timeAt(next) >= beginningOf(ahead, interval))) {
        await openNext();
        continue;
      }
      if (next === null) break;
      const row = rowAt(next);
      const others = opened.filter((each) => each !== next && rowAt(each).score === row.score);
      for (const other of others) onBoth(row, rowAt(other));
      // A score below the last one belongs to another file's times: nothing tells which of them is right.
      if (row.score > last) part.push({ score: row.score, member: row.member });
      else onBelow();
      last = Math.max(last, row.score);
      for (const file of [next, ...others]) {
        file.at += 1;
        if (file.at >= file.rows.length) await fill(file);
      }
      if (part.length >= PART) {
        yield part;
        part = [];
      }
    }
    if (part.length > 0) yield part;
  } finally {
    await Promise.all(opened.map((file) => file.parts.return?.()));
  }
}

const rowAt = ({ rows, at }: OpenFile): TimedRow => rows[at] as TimedRow;
const timeAt = (file: OpenFile): number => rowAt(file).time;

/** The file whose next row is the lowest; of equals the one of the longer time. */
function lowest(opened: readonly OpenFile[]): OpenFile | null {
  let found: OpenFile | null = null;
  for (const file of opened) {
    const below = found === null ? -1 : rowAt(file).score - rowAt(found).score || lengthOf(found) - lengthOf(file);
    if (below < 0) found = file;
  }
  return found;
}

const lengthOf = ({ found: { from, to } }: OpenFile): number => to - from;
