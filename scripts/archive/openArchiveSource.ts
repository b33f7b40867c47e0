import { rowOf } from '../../markets/markets.js';
import { equalRowsOf } from '../history/equalRows.ts';
import type { RowSource } from '../history/rowSource.ts';
import { type ArchivedSeries, archivedOf } from './archivedOf.ts';
import { type ArchiveFacts, type Difference, type FileFacts, MOST_EXAMPLES } from './facts.ts';
import { type FoundFile, findFiles } from './findFiles.ts';
import { mergeFiles } from './mergeFiles.ts';
import { beginningOf, type Period } from './period.ts';
import { checkFile, readFile } from './readFile.ts';

/** Rows of files that an exchange's archive offers. */
export interface ArchiveSource extends RowSource {
  readonly name: 'archive';
  /** The days and months of its files, oldest first, of those that begin at the same time the longest. */
  readonly periods: readonly Period[];
  /** What reading has come to so far. */
  facts(): ArchiveFacts;
}

/**
 * Rows of one series from a folder with files of the exchange's archive, as the exchange names and lays them. Each file is read twice: to its end, to
 * see whether it is whole, then for its rows. What is wrong with a file or a line is told by `facts` and harms no other one.
 *
 * A reading begins at the beginning of the files of its times, however few rows are wanted: to ask for many short spans is slow.
 *
 * @throws StartError where the folder cannot be read, or the archive has no such files
 */
export async function openArchiveSource(folder: string, series: ArchivedSeries): Promise<ArchiveSource> {
  const archived = archivedOf(series);
  const { stem } = archived.files;
  const { files, refused, passedOver } = await findFiles(folder, archived.files);
  const facts = new Map<FoundFile, FileFacts>();
  const checked = new Map<FoundFile, Promise<boolean>>();
  const areEqual = equalRowsOf(rowOf(series.market, series.feed));
  const examples: Difference[] = [];
  let [given, differing, below] = [0, 0, 0];

  const open = async (found: FoundFile, from: number, to: number) => {
    const ofFile = facts.get(found) ?? { file: found.file, rows: 0, leftOut: 0, hasChecksum: false };
    facts.set(found, ofFile);
    const check = checked.get(found) ?? checkFile(found, archived, ofFile);
    checked.set(found, check);
    return (await check) ? readFile(found, archived, ofFile, from, to) : null;
  };

  return {
    name: 'archive',
    periods: files,
    async *read(from, to) {
      const wanted = files.filter((file) => file.to >= from && beginningOf(file, archived.interval) <= to);
      const rows = mergeFiles(
        wanted,
        archived.interval,
        (found) => open(found, from, to),
        (taken, left) => {
          if (areEqual(taken.member, left.member)) return;
          differing += 1;
          if (examples.length < MOST_EXAMPLES)
            examples.push({ score: taken.score, taken: taken.member, left: left.member });
        },
        () => {
          below += 1;
        },
      );
      for await (const part of rows) {
        given += part.length;
        yield part;
      }
    },
    facts: () => ({
      files: [...files.flatMap((found) => facts.get(found) ?? []), ...refused.map(asRefused)],
      rows: given,
      lookedFor: `${stem}-2024-08.zip or ${stem}-2024-08-09.zip (${archived.url})`,
      passedOver,
      differing,
      below,
      examples,
    }),
  };
}

const asRefused = ({ file, why }: { readonly file: string; readonly why: string }): FileFacts => ({
  file,
  rows: 0,
  leftOut: 0,
  refused: why,
  hasChecksum: false,
});
