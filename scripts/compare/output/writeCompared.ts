import fs from 'node:fs/promises';
import { besideOf } from '../../files/openTableWriter.ts';
import type { Compared } from '../compared.ts';
import { tableRowOf } from './columns.ts';
import { plotSvg } from './plotSvg.ts';
import type { Place } from './reservePlace.ts';

/**
 * Writes all files of a comparison, or none. Of files that were to be replaced, those stay that had not been when it failed.
 *
 * @throws StartError in one line where the disk is full or a file cannot be written
 */
export async function writeCompared(place: Place, compared: Compared): Promise<void> {
  const { csv, parquet, svg, files } = place;
  const rows = compared.rows.map(tableRowOf);
  const metadata = metadataOf(compared);
  /** Those that have their names: only these are of this comparison, others may be of one before. */
  const named: string[] = [];
  try {
    // First what takes room, then the names.
    await svg.write(plotSvg(compared));
    await parquet.write(rows);
    await csv.write(rows);
    await csv.checkpoint();
    await parquet.close(metadata);
    named.push(files.parquet);
    await csv.close(metadata);
    named.push(files.csv, besideOf(files.csv));
    await svg.commit();
  } catch (error) {
    await Promise.all(named.map((file) => fs.rm(file, { force: true })));
    throw error;
  }
}

/** What is said in the Parquet file, and beside the CSV. It names no file of this machine and no key. */
function metadataOf({ market, code, sources, from, to, statistics, notes }: Compared): Record<string, string> {
  return {
    market,
    code,
    stream: sources.stream,
    rest: sources.rest,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    statistics: JSON.stringify(statistics),
    notes: JSON.stringify(notes),
  };
}
