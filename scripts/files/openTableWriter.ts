import { csvFormat } from './csvFormat.ts';
import { createLinesWriter } from './linesWriter.ts';
import { ndjsonFormat } from './ndjsonFormat.ts';
import { createParquetWriter } from './parquetWriter.ts';
import type { Checkpoint, TableColumn, TableFormat, TableWriter } from './tableWriter.ts';
import { openWholeFile, refuseIfTaken } from './wholeFile.ts';

export interface TableOptions {
  /** Replaces a file that exists. Without it such a file is an error. */
  readonly force?: boolean;
  /** Writes to this file, on the same disk, until the table is whole; it stays when the process ends, and is continued at the checkpoint. */
  readonly work?: { readonly file: string; readonly at?: Checkpoint };
}

/** Where the metadata of a file goes that has no place for it. */
export const besideOf = (file: string): string => `${file}.json`;

/** Begins a table. @throws StartError one clear line: the file exists, its folder is missing or cannot be written, … */
export async function openTableWriter(
  format: TableFormat,
  file: string,
  columns: readonly TableColumn[],
  { force = false, work }: TableOptions = {},
): Promise<TableWriter> {
  const beside = besideOf(file);
  // One that was ended after it had written this, but not the rows, goes on.
  const replacesBeside = force || work?.at !== undefined;
  if (format !== 'parquet') await refuseIfTaken(beside, replacesBeside);
  const opened = await openWholeFile(file, {
    force,
    ...(work === undefined ? {} : { work: { file: work.file, size: work.at?.size ?? 0 } }),
  });
  if (format === 'parquet') return createParquetWriter(opened, columns, work?.at?.state);
  const lines = format === 'csv' ? csvFormat(columns) : ndjsonFormat(columns);
  return createLinesWriter(opened, lines, { beside, force: replacesBeside });
}
