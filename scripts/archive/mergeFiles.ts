import type { Interval } from '../../markets/markets.js';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { mergeRows, type Reading, rowAt } from '../history/mergeRows.ts';
import type { TimedRow } from './archived.ts';
import type { FoundFile } from './findFiles.ts';
import { beginningOf } from './period.ts';

/** What two files hold of a row: of the first one it is taken. */
export type OnBoth = (taken: SeriesRow, left: SeriesRow) => void;

/**
 * Rows of all files as one series: each once, in order. A file is opened when the rows have come to where it begins, so that few are open at once.
 * Where two hold a row, that of the longer time is taken.
 *
 * @param files oldest first @param open gives the rows of one; null: it is refused @param onBelow told of a row that is left out, since its score does
 * not lie above that of an earlier one
 */
export function mergeFiles(
  files: readonly FoundFile[],
  interval: Interval | undefined,
  open: (found: FoundFile) => Promise<AsyncIterator<readonly TimedRow[]> | null>,
  onBoth: OnBoth,
  onBelow: () => void = () => undefined,
): AsyncGenerator<SeriesRow[]> {
  let last = -1;
  return mergeRows({
    all: files,
    open,
    isDue: (file, { time }) => time >= beginningOf(file, interval),
    take(holders) {
      const taken = holders.reduce(longer);
      const { score, member } = rowAt(taken);
      for (const left of holders) if (left !== taken) onBoth(rowAt(taken), rowAt(left));
      // A score below the last one belongs to another file's times: nothing tells which of them is right.
      const isAbove = score > last;
      if (isAbove) last = score;
      else onBelow();
      return isAbove ? { score, member } : null;
    },
  });
}

type OpenFile = Reading<TimedRow, FoundFile>;

/** Of equals the one that was opened first. */
const longer = (one: OpenFile, other: OpenFile): OpenFile => (lengthOf(other) > lengthOf(one) ? other : one);

const lengthOf = ({ of: { from, to } }: OpenFile): number => to - from;
